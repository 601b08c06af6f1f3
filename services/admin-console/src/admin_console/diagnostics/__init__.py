"""One file for whoever gives support: how the suite stands for a tenant, without secrets and without anything of a person."""
