package dev.mailflow.cli.render;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;

/**
 * Text as it may go to a terminal. A policy, a table or a file name can hold escape sequences and characters that reorder a
 * line; they are shown, never sent.
 */
public final class Printable {
    private static final int DELETE = 0x7F;
    private static final int CONTROL_PICTURES = 0x2400;
    private static final int PICTURE_OF_DELETE = 0x2421;

    private Printable() {}

    /** What is shown of one code point; a tab is the caller's affair. */
    public static String of(int codePoint) {
        if (codePoint < ' ') {
            return Character.toString(CONTROL_PICTURES + codePoint);
        }
        if (codePoint < DELETE) {
            return Character.toString(codePoint);
        }
        if (codePoint == DELETE) {
            return Character.toString(PICTURE_OF_DELETE);
        }
        if (codePoint == 0xFEFF) {
            return "";
        }
        return isHarmless(codePoint) ? Character.toString(codePoint) : String.format("<U+%04X>", codePoint);
    }

    /** Line ends stay, everything else that would move the cursor or turn the line is made visible. */
    public static String text(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().forEach(c -> shown.append(c == '\n' ? "\n" : of(c)));
        return shown.toString();
    }

    /** Columns that a terminal gives to a text of {@link #of}: UAX 11, combining marks take none. */
    static int width(String shown) {
        return shown.codePoints().map(Printable::width).sum();
    }

    private static int width(int codePoint) {
        if (codePoint < 0x300) {
            return 1;
        }
        switch (UCharacter.getType(codePoint)) {
            case UCharacter.NON_SPACING_MARK, UCharacter.ENCLOSING_MARK, UCharacter.FORMAT -> {
                return 0;
            }
            default -> {
                int width = UCharacter.getIntPropertyValue(codePoint, UProperty.EAST_ASIAN_WIDTH);
                return width == UCharacter.EastAsianWidth.WIDE || width == UCharacter.EastAsianWidth.FULLWIDTH ? 2 : 1;
            }
        }
    }

    /** Zero-width joiners belong to emoji; other format characters, C1 controls and lone surrogates hide something. */
    private static boolean isHarmless(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            case Character.FORMAT -> codePoint == 0x200D;
            default -> true;
        };
    }
}
