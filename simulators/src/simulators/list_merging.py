"""How a list of objects takes in changes by key; pure."""

from simulators.documents import Document


def merged(existing: list[Document], changes: list[Document], key: str) -> list[Document]:
    """Merge lists of objects: the same key is changed in place, an unknown or missing one appended."""
    result = [dict(item) for item in existing]
    places = {item.get(key): place for place, item in enumerate(result) if item.get(key) is not None}
    for change in changes:
        place = places.get(change.get(key))
        if place is None:
            result.append(dict(change))
        else:
            result[place].update(change)
    return result
