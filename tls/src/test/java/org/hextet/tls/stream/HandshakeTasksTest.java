package org.hextet.tls.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HandshakeTasksTest {

    @Test
    void threads_are_daemons_of_that_name_as_many_as_processors_and_end_when_idle() throws Exception {
        CompletableFuture<Thread> ran = new CompletableFuture<>();
        HandshakeTasks.shared().execute(() -> ran.complete(Thread.currentThread()));

        Thread thread = ran.get(30, TimeUnit.SECONDS);

        assertTrue(thread.isDaemon());
        assertTrue(thread.getName().startsWith("hextet-tls-"), thread.getName());
        ThreadPoolExecutor pool = assertInstanceOf(ThreadPoolExecutor.class, HandshakeTasks.shared());
        assertEquals(Runtime.getRuntime().availableProcessors(), pool.getMaximumPoolSize());
        assertEquals(Duration.ofSeconds(10), Duration.ofNanos(pool.getKeepAliveTime(TimeUnit.NANOSECONDS)));
        assertTrue(pool.allowsCoreThreadTimeOut());
    }

    @Test
    void a_task_that_throws_leaves_the_pool_as_it_was() throws Exception {
        CompletableFuture<Boolean> ran = new CompletableFuture<>();
        HandshakeTasks.shared().execute(() -> {
            Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> {});
            throw new IllegalStateException("broken");
        });
        HandshakeTasks.shared().execute(() -> ran.complete(true));

        assertTrue(ran.get(30, TimeUnit.SECONDS));
    }
}
