package dev.mailflow.languageserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.source.SourceFile;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.Range;
import org.eclipse.lsp4j.TextDocumentContentChangeEvent;
import org.eclipse.lsp4j.TextEdit;

/** An editor that does what the server says has the text that the server means, and the other way round. */
final class EditsPropertyTest {
    private static final String URI = "file:///a.mailflow";

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of("a", "b ", "{", "\n", "\r\n", "\r", "\uD83D\uDE80", "\uFEFF", "ä")
                .list()
                .ofMaxSize(12)
                .map(parts -> String.join("", parts));
    }

    @Property
    void whatIsEditedIsTheTextThatWasMeant(@ForAll("texts") String before, @ForAll("texts") String after) {
        // An editor keeps a byte order mark to itself.
        String shown = before.replaceFirst("^\uFEFF+", "");
        List<TextEdit> edits = Edits.between(new SourceFile("a", shown), after);
        assertThat(edits).hasSize(shown.equals(after) ? 0 : 1);
        for (TextEdit edit : edits) {
            assertThat(applied(shown, edit.getRange(), edit.getNewText())).isEqualTo(after);
        }
    }

    @Property
    void aChangeReplacesItsRange(
            @ForAll("texts") String before, @ForAll("texts") String put, @ForAll int one, @ForAll int other) {
        String text = before.replaceFirst("^\uFEFF+", "");
        SourceFile file = new SourceFile("a", text);
        int start = Math.floorMod(one, text.length() + 1);
        int end = start + Math.floorMod(other, text.length() - start + 1);
        Position first = Ranges.position(file, start);
        Position last = Ranges.position(file, end);
        // Between CR and LF there is no place.
        if (Ranges.offset(file, first) == start && Ranges.offset(file, last) == end) {
            assertThat(applied(text, new Range(first, last), put))
                    .isEqualTo(text.substring(0, start) + put + text.substring(end));
        }
    }

    private static String applied(String text, Range range, String put) {
        OpenDocuments documents = new OpenDocuments();
        documents.open(URI, 1, text);
        documents.change(URI, 2, List.of(new TextDocumentContentChangeEvent(range, put)));
        return documents.now().of(URI).orElseThrow().text();
    }
}
