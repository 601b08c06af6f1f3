"""Who a visitor is: sessions, the two ways to sign in, and what keeps another site from acting in a visitor's name."""
