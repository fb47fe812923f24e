package dev.mailflow.compiler.targets.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An expression means the letters of its key in both cases, and no other mailbox (regexp_table(5)). */
class AddressKeysTest {
    @ParameterizedTest
    @CsvSource({"é,É", "ö,Ö", "я,Я", "σ,Σ", "ÿ,Ÿ"})
    void aLetterOfTwoCases(String letter, String capital) {
        assertThat(AddressKeys.quoted("x" + letter)).isEqualTo("x(" + letter + "|" + capital + ")");
    }

    /** ß, ﬁ, ŉ, ǰ have no capital of one letter; that of ı is I, that of ς is that of σ; İ is one itself. */
    @ParameterizedTest
    @ValueSource(strings = {"ß", "\uFB01", "\u0149", "\u01F0", "\u0130", "\u0131", "\u03C2"})
    void aLetterWithoutACapitalOfItsOwn(String letter) {
        assertThat(AddressKeys.quoted(letter)).isEqualTo(letter);
    }

    @Test
    void anotherMailboxIsNotMeant() {
        Pattern strasse = Pattern.compile(AddressKeys.quoted("straße@a.example"), Pattern.CASE_INSENSITIVE);
        assertThat("straße@a.example").matches(strasse);
        assertThat("strasse@a.example").doesNotMatch(strasse);
        assertThat("straSSe@a.example").doesNotMatch(strasse);
    }
}
