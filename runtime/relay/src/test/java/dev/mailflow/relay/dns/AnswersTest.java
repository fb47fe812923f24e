package dev.mailflow.relay.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TXTRecord;

/** How many answers are kept, and how much of memory they take. */
final class AnswersTest {
    private static final Name NAME = Name.fromConstantString("a.test.");

    private static Answer exchangers(int records) {
        List<Record> all = new ArrayList<>();
        for (int i = 0; i < records; i++) {
            all.add(new MXRecord(NAME, DClass.IN, 60, i, Name.fromConstantString("mx" + i + ".a.test.")));
        }
        return new Answer(MailHosts.Status.FOUND, NAME, all, false);
    }

    private static String kept(Answers answers) {
        StringBuilder names = new StringBuilder();
        for (String name : List.of("a", "b", "c", "d")) {
            answers.get(name, 0).ifPresent(answer -> names.append(name));
        }
        return names.toString();
    }

    @Test
    void soManyAtMost() {
        Answers answers = new Answers(new Answers.Bounds(2, 1 << 20));
        answers.put("a", exchangers(1), 1);
        answers.put("b", exchangers(1), 1);
        answers.get("a", 0);
        answers.put("c", exchangers(1), 1);
        assertThat(kept(answers)).isEqualTo("ac");
    }

    /** Of thousands of records each, as whoever owns a zone can make them. */
    @Test
    void soMuchAtMost() {
        Answers answers = new Answers(new Answers.Bounds(100, 700_000));
        answers.put("a", exchangers(2_000), 1);
        answers.put("b", exchangers(1), 1);
        answers.put("c", exchangers(1_000), 1);
        assertThat(kept(answers)).isEqualTo("abc");
        answers.put("d", exchangers(2_000), 1);
        assertThat(kept(answers)).isEqualTo("bcd");
    }

    @Test
    void longTextsCountByTheirOctets() {
        List<Record> many = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            many.add(new TXTRecord(NAME, DClass.IN, 60, "x".repeat(250) + (1000 + i)));
        }
        Answers answers = new Answers(new Answers.Bounds(100, 200_000));
        answers.put("a", new Answer(MailHosts.Status.FOUND, NAME, many, false), 1);
        answers.put("b", new Answer(MailHosts.Status.FOUND, NAME, many, false), 1);
        answers.put("c", new Answer(MailHosts.Status.FOUND, NAME, many, false), 1);
        assertThat(kept(answers)).isEqualTo("bc");
    }

    /** What takes the place of a large answer leaves room for others. */
    @Test
    void aRenewedAnswerCountsOnce() {
        Answers answers = new Answers(new Answers.Bounds(100, 1_000_000));
        for (int i = 0; i < 10; i++) {
            answers.put("a", exchangers(2_000), 1);
        }
        answers.put("b", exchangers(1_000), 1);
        assertThat(kept(answers)).isEqualTo("ab");
        answers.put("a", exchangers(1), 1);
        answers.put("c", exchangers(2_000), 1);
        assertThat(kept(answers)).isEqualTo("abc");
    }

    /** Larger than all that may be kept: it was an answer all the same, and nothing of it stays. */
    @Test
    void whatIsLargerThanTheBoundIsNotKept() {
        Answers answers = new Answers(new Answers.Bounds(100, 1_000));
        answers.put("a", exchangers(100), 1);
        assertThat(answers.size()).isZero();
        answers.put("b", exchangers(1), 1);
        assertThat(kept(answers)).isEqualTo("b");
    }

    /** Each string of a record is an object of its own, however short it is. */
    @Test
    void textsOfManyShortStringsCountEachOfThem() {
        List<String> strings = Collections.nCopies(1_000, "x");
        Answer texts =
                new Answer(MailHosts.Status.FOUND, NAME, List.of(new TXTRecord(NAME, DClass.IN, 60, strings)), false);
        Answers answers = new Answers(new Answers.Bounds(100, 50_000));
        answers.put("a", texts, 1);
        answers.put("b", texts, 1);
        assertThat(kept(answers)).isEqualTo("b");
    }
}
