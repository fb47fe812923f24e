package dev.mailflow.compiler.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Texts that share their beginning, end inside of one another, are equal, or have letters beyond ASCII. */
class TextOrderPropertyTest {
    private record Numbered(String text, int number) {}

    @Property(tries = 500)
    void isTheOrderOfTextsAndOfPlaces(
            @ForAll long seed,
            @ForAll @IntRange(max = 600) int size,
            @ForAll @IntRange(min = 1, max = 40) int longest) {
        Random random = new Random(seed);
        String[] beginnings = {"", "a", "mail.", "mail.of.a.long.name", "\u00fc", "~", "\u007f", "\0"};
        String letters = random.nextBoolean() ? "ab" : "ab.-09z}~\u007f\u0080\u00e9\u4f8b\ud83d\ude00\uffff\0";
        boolean oneBeginning = random.nextBoolean();
        List<Numbered> list = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            StringBuilder text = new StringBuilder(beginnings[oneBeginning ? 2 : random.nextInt(beginnings.length)]);
            int length = random.nextInt(longest);
            for (int k = 0; k < length; k++) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            list.add(new Numbered(text.toString(), i));
        }
        List<Numbered> expected = new ArrayList<>(list);
        expected.sort((one, other) -> one.text().compareTo(other.text()));
        TextOrder.sort(list, Numbered::text);
        assertThat(list).isEqualTo(expected);
    }

    @Example
    void thousandsOfEqualTextsStayAsTheyStand() {
        List<Numbered> list = new ArrayList<>();
        for (int i = 0; i < 70_000; i++) {
            list.add(new Numbered("mail.contoso.com" + (i % 3 == 0 ? "" : "\u00fc" + i % 3), i));
        }
        List<Numbered> expected = new ArrayList<>(list);
        expected.sort((one, other) -> one.text().compareTo(other.text()));
        TextOrder.sort(list, Numbered::text);
        assertThat(list).isEqualTo(expected);
    }
}
