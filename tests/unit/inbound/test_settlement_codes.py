"""Under which of the shop's payment methods a payment of Omnium's is settled."""

from flow_omnium.flow.payment_methods import PaymentMethod, settlement_code


def method(code: str, *names: str, active: bool = True) -> PaymentMethod:
    mappings = [{"systemCode": "OMNIUM", "externalId": name} for name in names]
    document = {"settlementCode": code, "active": active, "externalSystemMappings": mappings}
    return PaymentMethod.model_validate(document)


def test_the_mapping_in_flow_decides_in_any_case_and_whichever_of_several_it_is() -> None:
    assert settlement_code(" klarna", [method("EXTERNAL_K", "Other", "Klarna")]) == "EXTERNAL_K"
    assert settlement_code("Swish", [method("EXTERNAL_K", "Klarna")]) is None


def test_our_own_names_come_first_and_replace_those_in_flow() -> None:
    methods = [method("EXTERNAL_K", "Klarna")]
    assert settlement_code("Later", methods, {"EXTERNAL_K": "Later"}) == "EXTERNAL_K"
    assert settlement_code("Klarna", methods, {"EXTERNAL_K": "Later"}) is None


def test_of_several_an_external_one_is_taken_and_cash_never() -> None:
    methods = [method("CARD", "Card"), method("EXTERNAL_C", "Card"), method("CASH", "Coins")]
    assert settlement_code("Card", methods) == "EXTERNAL_C"
    assert settlement_code("Coins", methods) is None


def test_a_method_that_is_not_in_use_and_a_payment_without_a_name_settle_nothing() -> None:
    assert settlement_code("Klarna", [method("EXTERNAL_K", "Klarna", active=False)]) is None
    assert settlement_code("X", [method("EXTERNAL_K", active=False)], {"EXTERNAL_K": "X"}) is None
    assert settlement_code("", [method("EXTERNAL_K", "")]) is None
