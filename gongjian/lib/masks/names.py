"""Names: the surname and one star."""

_TWO_BY_TWO = (
    "欧阳司马上官诸葛东方皇甫尉迟公孙令狐慕容夏侯司徒司空长孙宇文轩辕端木独孤南宫呼延"
    "百里东郭西门澹台公冶宗政濮阳淳于单于太叔申屠公羊赫连闻人钟离万俟鲜于闾丘亓官第五"
    "歐陽司馬諸葛東方尉遲公孫長孫軒轅獨孤南宮東郭西門澹臺淳於聞人鐘離閭丘"
)
COMPOUND = frozenset(_TWO_BY_TWO[place : place + 2] for place in range(0, len(_TWO_BY_TWO), 2))


def mask_name(name: str) -> str:
    """张* whatever the length; a compound surname stays whole, 欧阳*, unless it is all there is."""
    name = name.strip()
    if len(name) > 2 and name[:2] in COMPOUND:
        return name[:2] + "*"
    return name[:1] + "*" if name else ""
