package dev.mailflow.compiler.targets.exchangeonline.importing;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Tenant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Files of any form that an administrator may have, read into what a tenant holds. */
public final class Exports {
    private Exports() {}

    /**
     * What was read.
     *
     * @param tenant all objects, in the order of the files
     * @param places where each of them stands
     */
    public record Read(Tenant tenant, List<Span> places) {
        public Read {
            places = List.copyOf(places);
        }

        public Span place(Item item) {
            for (int i = 0; i < places.size(); i++) {
                if (tenant.items().get(i) == item) {
                    return places.get(i);
                }
            }
            throw new IllegalArgumentException("not of these files: " + item.name());
        }
    }

    /** @param sink takes everything that was not understood */
    public static Read read(List<SourceFile> files, DiagnosticSink sink) {
        List<Item> items = new ArrayList<>();
        List<Span> places = new ArrayList<>();
        for (SourceFile file : files) {
            for (Records.Placed placed : Records.items(found(file, sink), file, sink)) {
                items.add(placed.item());
                places.add(placed.place());
            }
        }
        once(items, places, sink);
        return new Read(new Tenant("export", items), places);
    }

    /**
     * An object that stands in two files is one: connectors for rules are asked for apart, and some answers hold them as well. Two that
     * differ under one name are both kept, and told.
     */
    private static void once(List<Item> items, List<Span> places, DiagnosticSink sink) {
        Map<String, Integer> first = new HashMap<>();
        for (int i = 0; i < items.size(); i++) {
            Item item = items.get(i);
            Integer before = first.putIfAbsent(item.kind() + " " + item.name().toLowerCase(Locale.ROOT), i);
            if (before == null) {
                continue;
            }
            if (!items.get(before).settings().equals(item.settings())
                    || !items.get(before).unmodelled().equals(item.unmodelled())) {
                sink.report(Diagnostic.of(
                                DiagnosticCode.VALUE_NOT_UNDERSTOOD,
                                places.get(i),
                                "there are two objects of kind " + item.kind().noun() + " with the name `" + item.name()
                                        + "`, and they differ")
                        .withRelated(places.get(before), "the other one")
                        .withHelp("give exports of one tenant and of one day"));
            } else {
                items.remove(i);
                places.remove(i);
                i--;
            }
        }
    }

    private static List<Found> found(SourceFile file, DiagnosticSink sink) {
        try {
            Optional<List<Found>> found = byForm(file);
            if (found.isPresent()) {
                return found.get();
            }
            sink.report(Diagnostic.of(
                            DiagnosticCode.EXPORT_NOT_UNDERSTOOD,
                            new Span(file, 0, 0),
                            "`" + file.path() + "` is neither JSON, CLIXML, CSV, Format-List nor Microsoft365DSC")
                    .withHelp("write it by `Get-InboundConnector | ConvertTo-Json -Depth 4`"));
        } catch (UnreadableExport e) {
            sink.report(Diagnostic.of(
                            DiagnosticCode.EXPORT_NOT_UNDERSTOOD,
                            e.place(),
                            "`" + file.path() + "` cannot be read to its end: " + e.getMessage())
                    .withHelp("export it once more, as a whole"));
        }
        return List.of();
    }

    /** Told by how the text begins; never by the name of the file. */
    private static Optional<List<Found>> byForm(SourceFile file) throws UnreadableExport {
        String text = file.text().strip();
        if (text.startsWith("{") || text.startsWith("[")) {
            return Optional.of(JsonExport.read(file));
        }
        if (text.startsWith("<") && text.contains("<Objs")) {
            return Optional.of(Clixml.read(file));
        }
        if (DscExport.isIn(text)) {
            return Optional.of(DscExport.read(file));
        }
        if (ListText.isIn(text)) {
            return Optional.of(ListText.read(file));
        }
        return CsvExport.isIn(text) ? Optional.of(CsvExport.read(file)) : Optional.empty();
    }
}
