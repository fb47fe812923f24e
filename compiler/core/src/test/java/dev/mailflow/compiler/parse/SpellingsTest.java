package dev.mailflow.compiler.parse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpellingsTest {
    private static Spellings spellings(String text) {
        return new Spellings(text, text.toCharArray());
    }

    @Test
    void wordThatComesAgainIsTheSameObject() {
        Spellings spellings = spellings("bank other bank");
        assertThat(spellings.of(11, 15)).isSameAs(spellings.of(0, 4)).isEqualTo("bank");
        assertThat(spellings.of(5, 10)).isEqualTo("other");
    }

    @Test
    void wordsOfOneHashAreToldApart() {
        // `Aa` and `BB` have one hash, in Java as here.
        Spellings spellings = spellings("Aa BB Aa");
        assertThat(spellings.of(0, 2)).isEqualTo("Aa");
        assertThat(spellings.of(3, 5)).isEqualTo("BB");
        assertThat(spellings.of(6, 8)).isEqualTo("Aa");
        assertThat(spellings.of(0, 0)).isEmpty();
    }

    @Test
    void longTextsAreTakenAsTheyAre() {
        String text = "x".repeat(200);
        assertThat(spellings(text).of(0, 200)).isEqualTo(text);
    }
}
