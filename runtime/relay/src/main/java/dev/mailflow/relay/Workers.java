package dev.mailflow.relay;

import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads for blocking work. The first {@link #PLATFORM} pieces of work have platform threads, which answer a socket sooner;
 * what is beyond them has virtual ones where the platform knows them (JDK 21 and later), so that thousands of idle
 * sessions cost little.
 */
final class Workers extends ThreadPoolExecutor {
    private static final int PLATFORM = 128;

    private final ExecutorService beyond;

    private Workers(String name, int most, ExecutorService beyond) {
        super(0, most, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), factory(name), (task, pool) -> {
            if (pool.isShutdown()) {
                throw new RejectedExecutionException();
            }
            beyond.execute(task);
        });
        this.beyond = beyond;
    }

    private static java.util.concurrent.ThreadFactory factory(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /**
     * @param name of the threads
     * @param most at a time, where there are platform threads only; work beyond is refused with {@code
     *     RejectedExecutionException}
     */
    static ExecutorService create(String name, int most) {
        if (Runtime.version().feature() < 21) {
            return new ThreadPoolExecutor(0, most, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), factory(name));
        }
        try {
            // Compiled for 17, which does not know the method.
            Object virtual =
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
            return new Workers(name, Math.min(most, PLATFORM), (ExecutorService) virtual);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("virtual threads are not available", e);
        }
    }

    @Override
    public void shutdown() {
        super.shutdown();
        beyond.shutdown();
    }

    @Override
    public List<Runnable> shutdownNow() {
        List<Runnable> waiting = super.shutdownNow();
        beyond.shutdownNow();
        return waiting;
    }
}
