"""Telling other systems what happened, as Standard Webhooks describes it (https://www.standardwebhooks.com)."""
