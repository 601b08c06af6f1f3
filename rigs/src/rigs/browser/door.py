"""How people get into the console."""

from playwright.sync_api import Page, expect


def sign_in(page: Page, password: str, where: str = "/") -> None:
    """Open a page, and type the password that it asks for."""
    page.goto(where)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Sign in")
