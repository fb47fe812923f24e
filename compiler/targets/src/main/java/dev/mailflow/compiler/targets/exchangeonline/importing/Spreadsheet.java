package dev.mailflow.compiler.targets.exchangeonline.importing;

import java.util.Set;

/** What spreadsheets make of True and False when an export is opened and saved in them, by the language of the machine. */
final class Spreadsheet {
    static final Set<String> TRUE = Set.of(
            "wahr",
            "vrai",
            "verdadero",
            "vero",
            "verdadeiro",
            "waar",
            "sant",
            "sand",
            "prawda",
            "истина",
            "doğru",
            "pravda");

    static final Set<String> FALSE =
            Set.of("falsch", "faux", "falso", "onwaar", "falskt", "falsk", "fałsz", "ложь", "yanlış", "nepravda");

    private Spreadsheet() {}
}
