package dev.mailflow.compiler.driver;

import com.ibm.icu.text.IDNA;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.diagnostic.Label;
import dev.mailflow.compiler.diagnostic.Witness;
import dev.mailflow.compiler.source.LazyPattern;
import dev.mailflow.compiler.source.SourceFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.stream.Stream;

/**
 * Domains are compared in ASCII (UTS 46), and told as the file writes them: where a label stands in a file in Unicode and nowhere as
 * {@code xn--…}, messages, ways out, fixes and witnesses show it so. Both spellings are one domain of the language.
 */
final class WrittenNames {
    private static final String ACE = "xn--";
    private static final LazyPattern LABEL = new LazyPattern("(?i)(?<![a-z0-9-])xn--[a-z0-9-]*[a-z0-9]");

    /** Made when first a message holds such a label. */
    private static final class Uts46 {
        static final IDNA MAPPING = IDNA.getUTS46Instance(IDNA.NONTRANSITIONAL_TO_UNICODE);
    }

    private final List<SourceFile> sources;
    private final Map<String, String> known = new HashMap<>();
    private final Map<SourceFile, String> lowered = new HashMap<>();

    /** @param sources all files of the policy */
    WrittenNames(List<SourceFile> sources) {
        this.sources = List.copyOf(sources);
    }

    /** With the places of each finding as the files that are looked at. */
    static List<Diagnostic> in(List<Diagnostic> found) {
        Set<SourceFile> files = new LinkedHashSet<>();
        for (Diagnostic diagnostic : found) {
            Stream.concat(Stream.of(diagnostic.primary()), diagnostic.related().stream())
                    .forEach(label -> files.add(label.span().file()));
        }
        return new WrittenNames(List.copyOf(files)).told(found);
    }

    List<Diagnostic> told(List<Diagnostic> found) {
        // Letters that deceive the eye stay what they are.
        for (Diagnostic diagnostic : found) {
            if (diagnostic.code() == DiagnosticCode.MIXED_SCRIPTS) {
                LABEL.matcher(diagnostic.message()).results().forEach(label -> known.put(label.group(), label.group()));
            }
        }
        List<Diagnostic> told = new ArrayList<>(found.size());
        found.forEach(diagnostic -> told.add(told(diagnostic)));
        return told;
    }

    private Diagnostic told(Diagnostic found) {
        if (!holdsAce(found)) {
            return found;
        }
        return new Diagnostic(
                found.code(),
                found.severity(),
                text(found.message()),
                label(found.primary()),
                found.related().stream().map(this::label).toList(),
                found.help().map(this::text),
                found.fixes().stream()
                        .map(fix -> new Fix(text(fix.title()), fix.replace(), text(fix.with())))
                        .toList(),
                found.witness().map(this::witness));
    }

    private static boolean holdsAce(Diagnostic found) {
        return holdsAce(found.message())
                || found.help().filter(WrittenNames::holdsAce).isPresent()
                || holdsAce(found.primary().text())
                || found.related().stream().anyMatch(label -> holdsAce(label.text()))
                || found.fixes().stream().anyMatch(fix -> holdsAce(fix.with()))
                || found.witness().filter(WrittenNames::holdsAce).isPresent();
    }

    private static boolean holdsAce(Witness witness) {
        return holdsAce(witness.client())
                || holdsAce(witness.message())
                || holdsAce(witness.outcome())
                || witness.onward().stream().anyMatch(WrittenNames::holdsAce);
    }

    private static boolean holdsAce(String text) {
        return text.contains(ACE);
    }

    private Label label(Label label) {
        return new Label(label.span(), text(label.text()));
    }

    private Witness witness(Witness witness) {
        return new Witness(
                witness.site(),
                text(witness.client()),
                text(witness.message()),
                text(witness.outcome()),
                witness.onward().stream().map(this::witness).toList());
    }

    private String text(String text) {
        return holdsAce(text)
                ? LABEL.matcher(text).replaceAll(label -> Matcher.quoteReplacement(written(label.group())))
                : text;
    }

    private String written(String label) {
        return known.computeIfAbsent(label, this::asInTheFiles);
    }

    private String asInTheFiles(String label) {
        String unicode = Uts46.MAPPING
                .labelToUnicode(label, new StringBuilder(), new IDNA.Info())
                .toString();
        boolean isWritten = !unicode.equals(label) && stands(unicode.toLowerCase(Locale.ROOT));
        return isWritten && !stands(label.toLowerCase(Locale.ROOT)) ? unicode : label;
    }

    private boolean stands(String text) {
        return sources.stream()
                .anyMatch(file -> lowered.computeIfAbsent(
                                file, one -> one.text().toLowerCase(Locale.ROOT))
                        .contains(text));
    }
}
