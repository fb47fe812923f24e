package dev.mailflow.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Each pair of a source and an outcome has one decision, which is its own. */
class DecisionsTest {
    private static final int SOURCES = 300;

    private static final int[] OUTCOMES = {
        RuleTables.DELIVER,
        RuleTables.TO_INTERNET,
        RuleTables.RELAY_DENIED,
        RuleTables.DIRECT_SEND,
        RuleTables.UNKNOWN_RECIPIENT,
        RuleTables.REFUSED - 1,
        RuleTables.REFUSED,
        0,
        48,
        1 << 30
    };

    private final AtomicInteger made = new AtomicInteger();

    private final Decisions decisions = new Decisions(new Decisions.Maker() {
        @Override
        public int sources() {
            return SOURCES;
        }

        @Override
        public int number(int source) {
            return source < 0 ? source - RuleTables.MAILBOX : source / 40 - RuleTables.MAILBOX;
        }

        @Override
        public Decision make(int source, int what) {
            made.incrementAndGet();
            return decision(source, what);
        }
    });

    /** One that tells who it is. */
    private static Decision decision(int source, int what) {
        return Decision.deliver(Attribution.connector("of " + source, "for " + what));
    }

    private static int source(int number) {
        int inRow = number + RuleTables.MAILBOX;
        return inRow < 0 ? inRow : 40 * inRow;
    }

    private List<Decision> all() {
        List<Decision> all = new ArrayList<>();
        for (int what : OUTCOMES) {
            for (int number = 0; number < SOURCES; number++) {
                Decision found = decisions.get(source(number), what);
                assertEquals(decision(source(number), what), found);
                all.add(found);
            }
        }
        return all;
    }

    @Test
    void eachIsMadeOnceAndIsItsOwn() {
        List<Decision> first = all();
        List<Decision> second = all();
        for (int i = 0; i < first.size(); i++) {
            assertSame(first.get(i), second.get(i));
        }
        assertEquals(OUTCOMES.length * SOURCES, made.get());
    }

    @Test
    void threadsGetTheSame() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<List<Decision>>> calls = List.of(this::all, this::all, this::all, this::all);
            List<Future<List<Decision>>> answers = threads.invokeAll(calls);
            List<Decision> first = answers.get(0).get();
            for (Future<List<Decision>> answer : answers) {
                List<Decision> other = answer.get();
                for (int i = 0; i < first.size(); i++) {
                    assertSame(first.get(i), other.get(i));
                }
            }
        } finally {
            threads.shutdownNow();
        }
        assertEquals(OUTCOMES.length * SOURCES, made.get());
    }
}
