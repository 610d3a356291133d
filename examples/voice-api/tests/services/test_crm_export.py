from unittest.mock import Mock

import pytest

from app.services.crm_export import CrmClient


@pytest.mark.parametrize("rows", [1, 100, 250])
def test_rows_are_sent_in_pages(rows):
    client = Mock()
    client.post.return_value = Mock(spec=["status_code", "json"], status_code=200)
    client.post.return_value.json.return_value = {"taken": 100}
    assert CrmClient(client, "https://example.org/crm").push([{}] * rows) == 100 * -(-rows // 100)
