' Edits made by LibreOffice itself. The jobs are lines of fields with tabs between them: see tests/edits/office.py.

Sub MakeAll(jobs)
  files = CreateUnoService("com.sun.star.ucb.SimpleFileAccess")
  reader = CreateUnoService("com.sun.star.io.TextInputStream")
  reader.setInputStream(files.openFileRead("file://" & jobs))
  reader.setEncoding("UTF-8")
  Do While Not reader.isEOF()
    job = Split(reader.readLine(), Chr(9))
    If UBound(job) > 5 Then MakeOne(job)
  Loop
  reader.closeInput()
End Sub

' One edit of a file that no generator chose: the first place of some words, typed over.
Sub TypeOver(source, target, how, before, after)
  edited = Opened(source)
  edited.RecordChanges = (how = "tracked")
  wanted = edited.createSearchDescriptor()
  wanted.SearchString = before
  wanted.SearchCaseSensitive = True
  edited.findFirst(wanted).String = after
  Save(edited, target)
End Sub

Sub MakeOne(job)
  Dim edited As Object
  On Error GoTo Failed
  edited = Opened(job(0))
  edited.RecordChanges = (job(3) = "tracked")
  Edit(edited, job)
  Save(edited, job(1))
  Exit Sub
Failed:
  number = FreeFile
  Open "file://" & job(1) & ".fault" For Output As #number
  Print #number, Error$ & " at line " & Erl
  Close #number
  If Not IsNull(edited) Then edited.close(True)
End Sub

Function Opened(source)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden" : hidden(0).Value = True
  Opened = StarDesktop.loadComponentFromURL("file://" & source, "_blank", 0, hidden())
End Function

Sub Save(edited, target)
  Dim saved(0) As New com.sun.star.beans.PropertyValue
  saved(0).Name = "FilterName" : saved(0).Value = "MS Word 2007 XML"
  edited.storeToURL("file://" & target, saved())
  edited.close(True)
End Sub

Sub Edit(edited, job)
  paragraph = ParagraphAt(edited, job(4), CInt(job(5)), CInt(job(6)), CInt(job(7)))
  text = paragraph.Text
  Select Case job(2)
    Case "type"
      CharactersOf(paragraph, CLng(job(8)), CLng(job(9))).String = job(10)
    Case "paragraph"
      place = text.createTextCursorByRange(paragraph.End)
      text.insertControlCharacter(place, com.sun.star.text.ControlCharacter.PARAGRAPH_BREAK, False)
      text.insertString(place, job(10), False)
    Case "remove"
      WithItsEnd(paragraph).String = ""
    Case "move"
      ' What cut and paste do: before the paragraph that follows the place, or, without its end, into a new one.
      target = ParagraphAt(edited, job(11), CInt(job(12)), CInt(job(13)), CInt(job(14)))
      behind = text.createTextCursorByRange(target.End)
      behind.gotoNextParagraph(True)
      jumped = Len(behind.String) > 2
      behind.collapseToEnd()
      desk = edited.CurrentController
      cut = WithItsEnd(paragraph)
      desk.select(cut)
      clipboard = desk.getTransferable()
      If jumped Or Right(cut.String, 1) <> Chr(10) Then
        behind.gotoRange(target.End, False)
        text.insertControlCharacter(behind, com.sun.star.text.ControlCharacter.PARAGRAPH_BREAK, False)
      End If
      desk.select(behind)
      desk.insertTransferable(clipboard)
      cut.String = ""
    Case "comment"
      note = edited.createInstance("com.sun.star.text.textfield.Annotation")
      note.Content = job(10)
      note.Author = job(15)
      note.DateTimeValue = CDateToUnoDateTime(Now())
      text.insertTextContent(CharactersOf(paragraph, CLng(job(8)), CLng(job(9))), note, True)
    Case "add_row", "delete_row"
      table = edited.Bookmarks.getByName(job(4)).Anchor.TextTable
      row = CInt(job(5))
      If job(2) = "delete_row" Then
        table.Rows.removeByIndex(row, 1)
      Else
        table.Rows.insertByIndex(row + 1, 1)
        cells = Split(job(10), Chr(31))
        For n = 0 To UBound(cells)
          table.getCellByPosition(n, row + 1).String = cells(n)
        Next n
      End If
  End Select
End Sub

Function ParagraphAt(edited, mark, row, column, number)
  anchor = edited.Bookmarks.getByName(mark).Anchor
  If row < 0 Then
    place = anchor.Text.createTextCursorByRange(anchor.Start)
    place.gotoStartOfParagraph(False)
    place.gotoEndOfParagraph(True)
    ParagraphAt = place.createEnumeration().nextElement()
    Exit Function
  End If
  paragraphs = anchor.TextTable.getCellByPosition(column, row).createEnumeration()
  For n = 0 To number
    found = paragraphs.nextElement()
  Next n
  ParagraphAt = found
End Function

' The characters of a paragraph from one place to another; what fields print is not counted.
Function CharactersOf(paragraph, first, last)
  portions = paragraph.createEnumeration()
  before = 0
  Do While portions.hasMoreElements()
    portion = portions.nextElement()
    If portion.TextPortionType = "Text" Then
      length = Len(portion.String)
      If before + length >= first And (before + length > first Or Not portions.hasMoreElements() Or first = last) Then
        found = paragraph.Text.createTextCursorByRange(portion.Start)
        If first > before Then found.goRight(first - before, False)
        If last > first Then found.goRight(last - first, True)
        CharactersOf = found
        Exit Function
      End If
      before = before + length
    End If
  Loop
  CharactersOf = paragraph.Text.createTextCursorByRange(paragraph.End)
End Function

' A paragraph with its end, as a person selects it to delete it; before a table its words only.
Function WithItsEnd(paragraph)
  found = paragraph.Text.createTextCursorByRange(paragraph.Start)
  found.gotoEndOfParagraph(True)
  own = Len(found.String)
  found.gotoNextParagraph(True)
  If Len(found.String) > own + 2 Then
    found.gotoRange(paragraph.Start, False)
    found.gotoEndOfParagraph(True)
  End If
  WithItsEnd = found
End Function
