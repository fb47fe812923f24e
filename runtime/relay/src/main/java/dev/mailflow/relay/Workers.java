package dev.mailflow.relay;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads for blocking work: virtual ones where the platform has them (JDK 21 and later), else a bounded pool. */
final class Workers {
    private Workers() {}

    /**
     * @param name of the threads
     * @param most platform threads at a time; work beyond is refused with {@code RejectedExecutionException}
     */
    static ExecutorService create(String name, int most) {
        if (Runtime.version().feature() >= 21) {
            try {
                // Compiled for 17, which does not know the method.
                Object service = Executors.class
                        .getMethod("newVirtualThreadPerTaskExecutor")
                        .invoke(null);
                return (ExecutorService) service;
            } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException("virtual threads are not available", e);
            }
        }
        AtomicInteger number = new AtomicInteger();
        return new ThreadPoolExecutor(0, most, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }
}
