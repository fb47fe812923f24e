package dev.mailflow.compiler.targets.exchangeonline.emit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever text: within its quotes it is the same text again, and nothing in it ends them. */
class PowerShellPropertyTest {
    /** The five characters that PowerShell takes for a single quote (char.IsSingleQuote). */
    private static final String QUOTES = "'\u2018\u2019\u201A\u201B";

    private static final Pattern WHOLE = Pattern.compile("'(?:[^" + QUOTES + "]|([" + QUOTES + "])[" + QUOTES + "])*'");

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings()
                .withChars("'\u2018\u2019\u201A\u201B\"\u201C\u201D$`(){};@#<>|&%\\ \t\r\n\u2028ab")
                .ofMaxLength(30);
    }

    @Property(tries = 2000, seed = "8160162")
    void quotedTextIsItself(@ForAll("texts") String text) {
        String quoted = PowerShell.quoted(text);
        assertThat(WHOLE.matcher(quoted).matches()).as(quoted).isTrue();
        assertThat(Quoted.text(quoted)).isEqualTo(text.replaceAll("[\\p{Cntrl}\u2028\u2029]", " "));
    }

    @Property(tries = 500, seed = "8160162")
    void aCommentEndsWithItsLine(@ForAll("texts") String text) {
        assertThat(PowerShell.comment(text)).doesNotContain("\n", "\r", "\u2028", "#>");
    }

    @Example
    void nothingIsWorkedOut() {
        assertThat(PowerShell.quoted("it's $(Remove-Item x)")).isEqualTo("'it''s $(Remove-Item x)'");
        assertThat(PowerShell.quoted("\u2018")).isEqualTo("'\u2018\u2018'");
    }

    /** What PowerShell makes of a single-quoted word: of two quotes of any kind the second stands. */
    static final class Quoted {
        private Quoted() {}

        static String text(String quoted) {
            return quoted.substring(1, quoted.length() - 1).replaceAll("[" + QUOTES + "]([" + QUOTES + "])", "$1");
        }
    }
}
