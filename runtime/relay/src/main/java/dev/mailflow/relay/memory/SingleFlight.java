package dev.mailflow.relay.memory;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * One question at a time for each name: who comes while it is asked waits for its answer. Nothing is kept beyond that. Whoever asks
 * may wait for questions of another kind meanwhile, if those never wait for this kind. Safe for any number of threads.
 */
public final class SingleFlight<K, V> {
    private final Map<K, CompletableFuture<Optional<V>>> flights = new ConcurrentHashMap<>();
    private final Duration patience;

    /** @param patience how long one waits for another; longer than a question takes as a rule, for then one asks oneself */
    public SingleFlight(Duration patience) {
        this.patience = patience;
    }

    /**
     * The answer of whoever asks already, or else that of the question. Where another did not come to an answer, because of an
     * exception or an interruption, or takes too long for it, the question is asked nevertheless: by one of those who waited, and
     * by each of them only where that one takes too long as well.
     *
     * @param question looks first at what is known: another may have asked a moment ago
     */
    public V ask(K key, Supplier<V> question) {
        CompletableFuture<Optional<V>> own = new CompletableFuture<>();
        long end = System.nanoTime() + patience.toNanos();
        boolean isSecond = false;
        while (true) {
            CompletableFuture<Optional<V>> others = flights.putIfAbsent(key, own);
            if (others == null) {
                return fly(key, own, question);
            }
            try {
                Optional<V> told = others.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (told.isPresent()) {
                    return told.get();
                }
            } catch (TimeoutException tooLong) {
                if (flights.replace(key, others, own)) {
                    return fly(key, own, question);
                }
                if (isSecond) {
                    return question.get();
                }
                isSecond = true;
                end = System.nanoTime() + patience.toNanos();
            } catch (ExecutionException e) {
                return question.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return question.get();
            }
        }
    }

    private V fly(K key, CompletableFuture<Optional<V>> own, Supplier<V> question) {
        Optional<V> told = Optional.empty();
        try {
            V answer = question.get();
            // An interruption fails whatever it meets, which is nothing to tell others.
            told = Thread.currentThread().isInterrupted() ? Optional.empty() : Optional.of(answer);
            return answer;
        } finally {
            flights.remove(key, own);
            own.complete(told);
        }
    }

    /** Questions that are being asked. */
    int size() {
        return flights.size();
    }
}
