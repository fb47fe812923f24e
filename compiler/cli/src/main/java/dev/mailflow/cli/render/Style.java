package dev.mailflow.cli.render;

/** Whether text is painted (ECMA-48 select graphic rendition) or left as it is. */
public enum Style {
    PLAIN,
    COLOURED;

    /** What a piece of text is, from which its colour follows. */
    public enum Tone {
        ERROR("1;31"),
        WARNING("1;33"),
        NOTE("1;36"),
        GOOD("1;32"),
        STRONG("1"),
        FRAME("1;34"),
        FAINT("2");

        private final String code;

        Tone(String code) {
            this.code = code;
        }
    }

    public String paint(Tone tone, String text) {
        return this == PLAIN || text.isEmpty() ? text : "\u001b[" + tone.code + "m" + text + "\u001b[0m";
    }
}
