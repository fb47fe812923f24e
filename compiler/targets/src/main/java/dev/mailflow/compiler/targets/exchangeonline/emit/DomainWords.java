package dev.mailflow.compiler.targets.exchangeonline.emit;

import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.target.Construct;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.AddressPattern.Depth;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Patterns of the language in the three spellings of the service: {@code x}, {@code *.x}, {@code *}. */
final class DomainWords {
    private final Losses losses;
    private final Span span;
    private final Set<String> words = new LinkedHashSet<>();

    private DomainWords(Losses losses, Span span) {
        this.losses = losses;
        this.span = span;
    }

    /** Empty if none of them can be said. What cannot be said, or not exactly, is told. */
    static List<String> of(List<AddressPattern> patterns, Span span, Losses losses) {
        DomainWords domains = new DomainWords(losses, span);
        patterns.forEach(domains::add);
        return List.copyOf(domains.words);
    }

    private void add(AddressPattern pattern) {
        String text = "`" + pattern.text() + "`";
        if (pattern instanceof AddressPattern.Exact exact) {
            words.add(exact.domain().text());
        } else if (pattern instanceof AddressPattern.Suffix suffix) {
            if (suffix.depth() == Depth.ONE_LABEL) {
                losses.tell(Construct.PATTERN_ONE_LABEL, span, text);
            }
            if (suffix.depth() == Depth.AT_OR_BELOW) {
                words.add(suffix.domain().text());
            }
            words.add("*." + suffix.domain());
        } else if (pattern instanceof AddressPattern.EveryAcceptedDomain every) {
            every.domains().forEach(this::add);
        } else if (pattern instanceof AddressPattern.Any) {
            words.add("*");
        } else if (pattern instanceof AddressPattern.EmptySender) {
            losses.tell(Construct.PATTERN_EMPTY_SENDER, span, text);
        } else {
            losses.tell(Construct.PATTERN_ADDRESS, span, text);
        }
    }
}
