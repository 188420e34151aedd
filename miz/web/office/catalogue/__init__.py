"""The office's catalogue: drafts of services, their review and approval, published versions."""
