"""Other engines behind the same ``Fit``: for checking our numbers against somebody else's."""
