package dev.mailflow.testkit;

/**
 * The same name in capitals. A letter stays as it is if its capital is that of another letter, or of several: {@code ß} in capitals is
 * {@code SS}, and {@code STRASSE.example} is another domain than {@code straße.example} (UTS 46).
 */
final class Capitals {
    private Capitals() {}

    static String of(String name) {
        StringBuilder capitals = new StringBuilder(name.length());
        name.codePoints().forEach(letter -> {
            int capital = Character.toUpperCase(letter);
            capitals.appendCodePoint(Character.toLowerCase(capital) == letter ? capital : letter);
        });
        return capitals.toString();
    }
}
