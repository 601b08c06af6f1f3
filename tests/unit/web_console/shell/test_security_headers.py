"""What every answer tells browsers to refuse."""

from admin_console.web.security import content_policy, security_headers


def test_nothing_comes_from_elsewhere_and_nothing_is_inline() -> None:
    assert content_policy() == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def test_a_login_form_may_lead_to_the_issuer() -> None:
    assert "form-action 'self' https://id.example.com;" in content_policy("https://id.example.com")


def test_only_https_promises_https() -> None:
    assert "Strict-Transport-Security" in security_headers(issuer_origin=None, is_https=True)
    assert "Strict-Transport-Security" not in security_headers(issuer_origin=None, is_https=False)
