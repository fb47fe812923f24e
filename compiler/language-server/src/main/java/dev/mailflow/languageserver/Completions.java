package dev.mailflow.languageserver;

import dev.mailflow.compiler.decision.Reason;
import dev.mailflow.compiler.parse.NextWords;
import dev.mailflow.compiler.parse.NextWords.Name;
import dev.mailflow.compiler.resolve.Resolver;
import dev.mailflow.compiler.source.SourceFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.lsp4j.CompletionItem;
import org.eclipse.lsp4j.CompletionItemKind;
import org.eclipse.lsp4j.Range;
import org.eclipse.lsp4j.TextEdit;
import org.eclipse.lsp4j.jsonrpc.messages.Either;

/** What a word may become: the keywords that the grammar takes there, and the names that are declared. */
final class Completions {
    private static final List<String> KINDS =
            List.of("exchange-online", "server", "device", "service", "partner", "internet");

    /** What a property takes besides values of the user's own. */
    private static final Map<String, List<String>> VALUES = Map.of(
            "direct-send", List.of("allow", "refuse"),
            "directory", List.of("complete"),
            "hybrid", List.of("done", "not-done"),
            "software", List.of("exchange", "james", "mailflow", "postfix", "smtp"),
            "subscription", List.of("eop", "exchange-online"));

    private final List<CompletionItem> items = new ArrayList<>();
    private final Range replaced;

    private Completions(Range replaced) {
        this.replaced = replaced;
    }

    /** @param all the names of each program that the document is a part of */
    static List<CompletionItem> at(SourceFile source, int offset, List<Names> all) {
        int start = wordStart(source.text(), offset);
        if (isInText(source, start)) {
            return List.of();
        }
        NextWords next =
                NextWords.behind(new SourceFile(source.path(), source.text().substring(0, start)));
        Completions found = new Completions(new Range(Ranges.position(source, start), Ranges.position(source, offset)));
        found.names(next, all);
        boolean isOneOfFew = next.names().contains(Name.VALUE) && VALUES.containsKey(next.behind());
        List<String> keywords = isOneOfFew ? List.of() : next.keywords();
        keywords.forEach(word -> found.add(word, CompletionItemKind.Keyword, "", "2"));
        return found.items;
    }

    private void names(NextWords next, List<Names> all) {
        for (Name name : next.names()) {
            switch (name) {
                case ENDPOINT -> endpoints(all);
                case CONNECTOR -> declared(all, Occurrence.Kind.CONNECTOR, CompletionItemKind.Interface);
                case ENDPOINT_OR_CONNECTOR -> {
                    declared(all, Occurrence.Kind.CONNECTOR, CompletionItemKind.Interface);
                    add("internet", CompletionItemKind.Value, "", "1");
                    add("mailbox", CompletionItemKind.Value, "", "1");
                }
                case KIND -> KINDS.forEach(kind -> add(kind, CompletionItemKind.EnumMember, "", "1"));
                case REASON ->
                    Arrays.stream(Reason.values())
                            .forEach(reason -> add(reason.id(), CompletionItemKind.EnumMember, reason.text(), "1"));
                case VALUE -> {
                    List<String> values = VALUES.get(next.behind());
                    if (values == null) {
                        declared(all, Occurrence.Kind.LIST, CompletionItemKind.Constant);
                    } else {
                        values.forEach(value -> add(value, CompletionItemKind.EnumMember, "", "1"));
                    }
                }
            }
        }
    }

    private void endpoints(List<Names> all) {
        declared(all, Occurrence.Kind.ENDPOINT, CompletionItemKind.Class);
        List<String> offered = items.stream().map(CompletionItem::getLabel).toList();
        new TreeMap<>(Resolver.PREDECLARED).forEach((name, kind) -> {
            if (!offered.contains(name)) {
                add(name, CompletionItemKind.Class, kind, "1");
            }
        });
    }

    private void declared(List<Names> all, Occurrence.Kind kind, CompletionItemKind shown) {
        TreeSet<String> names = new TreeSet<>();
        all.forEach(program -> program.declarations().stream()
                .filter(one -> one.kind() == kind && !one.name().contains("${"))
                .forEach(one -> names.add(one.name())));
        names.forEach(name -> add(name, shown, kind.word(), "1"));
    }

    private void add(String word, CompletionItemKind kind, String detail, String order) {
        CompletionItem item = new CompletionItem(word);
        item.setKind(kind);
        if (!detail.isEmpty()) {
            item.setDetail(detail);
        }
        // Names before keywords.
        item.setSortText(order + word);
        item.setTextEdit(Either.forLeft(new TextEdit(replaced, word)));
        items.add(item);
    }

    private static int wordStart(String text, int offset) {
        int start = offset;
        while (start > 0 && isOfWord(text.charAt(start - 1))) {
            start--;
        }
        return start;
    }

    private static boolean isOfWord(char c) {
        return Character.isLetterOrDigit(c) || c == '-' || c == '_';
    }

    /** Inside of a comment or between quotes nothing is offered. */
    private static boolean isInText(SourceFile source, int offset) {
        boolean quoted = false;
        for (int i = source.lines().startOf(source.lines().lineOf(offset)); i < offset; i++) {
            char c = source.text().charAt(i);
            if (c == '\\' && quoted) {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == '#' && !quoted) {
                return true;
            }
        }
        return quoted;
    }
}
