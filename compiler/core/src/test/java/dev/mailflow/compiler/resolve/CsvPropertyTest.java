package dev.mailflow.compiler.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Places in tables: a message about a cell points at what the cell holds. */
class CsvPropertyTest {
    @Property(tries = 1000)
    void aValueStandsWhereItsPlaceSays(@ForAll("texts") String text) {
        for (Csv.Line line : Csv.read(text).lines()) {
            for (Csv.Field field : line.fields()) {
                List<Integer> places = field.places(text);
                String there = places.subList(0, places.size() - 1).stream()
                        .map(at -> String.valueOf(text.charAt(at)))
                        .collect(Collectors.joining());
                assertEquals(field.value(), there);
                assertEquals(field.end(), places.get(places.size() - 1));
            }
        }
    }

    @Property(tries = 1000)
    void whatIsWrittenByTheRulesIsRead(
            @ForAll("tables") List<List<String>> table, @ForAll("ends") String end, @ForAll boolean mark) {
        String text = (mark ? "\uFEFF" : "")
                + table.stream()
                        .map(row -> row.stream()
                                .map(value -> '"' + value.replace("\"", "\"\"") + '"')
                                .collect(Collectors.joining(",")))
                        .collect(Collectors.joining(end));
        Csv csv = Csv.read(text);
        assertEquals(Optional.empty(), csv.mistake());
        assertEquals(
                table.stream()
                        .map(row -> row.stream().map(String::strip).toList())
                        .toList(),
                csv.lines().stream()
                        .map(line ->
                                line.fields().stream().map(Csv.Field::value).toList())
                        .toList());
    }

    @Property
    void aBrokenQuoteIsPointedAt(@ForAll("ends") String end) {
        assertEquals(
                Optional.of(4 + end.length()),
                Csv.read("a,b" + end + "c\",d" + end).mistake().map(Csv.Mistake::at));
        assertEquals(
                Optional.of(5 + end.length()),
                Csv.read("a,b" + end + "c,\"d" + end).mistake().map(Csv.Mistake::at));
        assertEquals(
                Optional.of(8 + end.length()),
                Csv.read("a,b" + end + "c,\"d\"e" + end).mistake().map(Csv.Mistake::at));
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.frequencyOf(
                        Tuple.of(1, Arbitraries.of("\uFEFF", "\u00e9", "\ud83d\ude00", "\t", "#", ";")),
                        Tuple.of(
                                9, Arbitraries.of("a", "b,", ",", "\"", "\"\"", ",\"", "\",", "\n", "\r", "\r\n", " ")))
                .list()
                .ofMaxSize(14)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<List<List<String>>> tables() {
        return Arbitraries.strings()
                .withChars("ab ,\"\r\n\t#\u00e9")
                .ofMaxLength(6)
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    @Provide
    Arbitrary<String> ends() {
        return Arbitraries.of("\n", "\r\n", "\r");
    }
}
