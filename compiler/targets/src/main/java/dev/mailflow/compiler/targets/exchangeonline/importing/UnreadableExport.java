package dev.mailflow.compiler.targets.exchangeonline.importing;

import dev.mailflow.compiler.source.Span;

/** A file whose form is known and broken; caught where the file was given. */
final class UnreadableExport extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Span place;

    UnreadableExport(Span place, String message) {
        super(message);
        this.place = place;
    }

    Span place() {
        return place;
    }
}
