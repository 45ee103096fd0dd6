"""Content controls (ECMA-376 17.5.2): a gap of a draft, or a model copy's value, bound to one custom XML part.

The part holds one element a value, so that what is typed into one control appears in every control of that value, in
the body, the header and the footer (17.5.2.6, dataBinding; 22.5, custom XML data). Nothing is bound elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import NAMESPACE_URL, uuid5

from policygen.document.overlays import Placeholder, Placeholders
from policygen.render.docx.properties import PLAIN, RunForm, write_run
from policygen.render.docx.repeatable import placeholder_name
from policygen.render.docx.xml import Element, append, qualified, safe

VALUES = "urn:policygen:values:1"
DATE_FORMAT = "d MMMM yyyy"
LONGEST = 64  # characters in an alias or a tag, which Word cuts


class Store:
    """The custom XML part of one model copy: an element a value, named by the settings key."""

    def __init__(self, placeholders: Placeholders) -> None:
        self.placeholders: Mapping[str, Placeholder] = {
            placeholder.key: placeholder for placeholder in placeholders.values
        }
        self.id = placeholders.id

    @property
    def item_id(self) -> str:
        """The part's identifier, made from the copy's: the same copy has the same one."""
        return f"{{{str(uuid5(NAMESPACE_URL, f'{VALUES}:{self.id}')).upper()}}}"

    def bind(self, properties: Element, placeholder: Placeholder) -> None:
        """Append the placeholder and the binding to the w:sdtPr of one of the value's controls."""
        append(append(properties, "placeholder"), "docPart", val=placeholder_name(placeholder.key))
        if not placeholder.words:
            append(properties, "showingPlcHdr")
        append(
            properties,
            "dataBinding",
            prefixMappings=f"xmlns:v='{VALUES}'",
            xpath=f"/v:values[1]/v:{element_name(placeholder.key)}[1]",
            storeItemID=self.item_id,
        )


def element_name(key: str) -> str:
    """Return the name of the element that holds a value: its settings key, in which XML has another use for a colon."""
    return key.replace(":", ".")


def control(
    parent: Element, placeholder: Placeholder, number: int, form: RunForm, store: Store | None = None
) -> Element:
    """Append an inline content control and return its w:sdtContent, for the runs that it shows.

    Without a `store` it is bound to nothing and shows its label. `number` is its w:id.
    """
    made = append(parent, "sdt")
    properties = append(made, "sdtPr")
    if form != PLAIN:
        write_run(append(properties, "rPr"), form)
    append(properties, "alias", val=safe(placeholder.label)[:LONGEST])
    if placeholder.key:
        append(properties, "tag", val=safe(placeholder.key)[:LONGEST])
    append(properties, "id", val=number)
    if store is not None:
        store.bind(properties, placeholder)
    else:
        append(properties, "showingPlcHdr")
    match placeholder.kind:
        case "date":
            date = append(properties, "date")
            append(date, "dateFormat", val=DATE_FORMAT)
            append(date, "lid", val=form.lang or "en-GB")
            append(date, "storeMappedDataAs", val="date" if store is not None else "dateTime")
            append(date, "calendar", val="gregorian")
        case "choice":
            choices = append(properties, "dropDownList")
            for option in placeholder.options:
                # Stored in words: a program that shows what the part holds shows something that can be read.
                append(choices, "listItem", displayText=safe(option), value=safe(option))
        case "lines":
            append(properties, "text").set(qualified("multiLine"), "1")
        case "text":
            append(properties, "text")
    return append(made, "sdtContent")
