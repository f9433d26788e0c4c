"""What the processes of one deployment agree on beside their environment."""

from piccolo.columns import Text, Varchar
from piccolo.table import Table


class Setting(Table, tablename="setting"):
    key = Varchar(length=60, primary_key=True, default=None)
    value = Text()
