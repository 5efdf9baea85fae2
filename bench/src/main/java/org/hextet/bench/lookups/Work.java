package org.hextet.bench.lookups;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;

/**
 * Works when it is told to. Prints {@code ready}; then for each line of standard input, {@code secs S} or {@code count
 * N}, it looks up and prints how many lookups there were and how many of them failed.
 */
final class Work {

    private static final int AT_ONCE = 50;

    /** One lookup of both families. */
    @FunctionalInterface
    interface Client {

        /**
         * Begins one, on the loop's thread.
         *
         * @param name to be looked up
         * @param done tells {@link #ended}, on the same thread
         */
        void lookup(String name, Work done);
    }

    private final Executor loop;
    private final Client client;

    /** The rest is of the loop's thread only. */
    private long next;

    private long started;
    private long ended;
    private long failed;
    private long most;
    private long endNanos;
    private CountDownLatch over = new CountDownLatch(0);

    private Work(Executor loop, Client client) {
        this.loop = loop;
        this.client = client;
    }

    /**
     * Works until standard input ends.
     *
     * @param loop the thread on which lookups begin and end
     * @param client looks up
     * @throws IOException if standard input breaks
     * @throws InterruptedException if the thread is interrupted
     */
    static void run(Executor loop, Client client) throws IOException, InterruptedException {
        Work work = new Work(loop, client);
        System.out.println("ready");
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            String[] words = order.split(" ", 2);
            boolean isTimed = words[0].equals("secs");
            long nanos = isTimed ? (long) (Double.parseDouble(words[1]) * 1e9) : Long.MAX_VALUE / 2;
            work.round(isTimed ? Long.MAX_VALUE : Long.parseLong(words[1]), nanos);
        }
        // Some of these libraries keep threads.
        System.exit(0);
    }

    private void round(long count, long nanos) throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        loop.execute(() -> {
            over = end;
            started = 0;
            ended = 0;
            failed = 0;
            most = count;
            endNanos = System.nanoTime() + nanos;
            for (int i = 0; i < AT_ONCE; i++) {
                begin();
            }
        });
        end.await();
        System.out.println(ended + " " + failed);
    }

    private void begin() {
        started++;
        client.lookup("host-" + next++ + ".bench.test", this);
    }

    /**
     * One has ended: the next begins.
     *
     * @param isWhole whether it has found an address of each family
     */
    void ended(boolean isWhole) {
        ended++;
        if (!isWhole) {
            failed++;
        }
        if (started < most && System.nanoTime() - endNanos < 0) {
            begin();
        } else if (ended == started) {
            over.countDown();
        }
    }
}
