"""Stock levels of warehouses whose stock is Flow's, whatever has moved them."""
