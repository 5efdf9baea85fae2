package org.hextet.tck.rig;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.hextet.addresses.AddressKey;
import org.hextet.api.Capability;
import org.hextet.api.Pending;
import org.hextet.api.Reactor;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.tck.expect.CheckFailure;
import org.hextet.tck.expect.FailureText;
import org.hextet.tck.expect.NotRunException;
import org.hextet.tck.expect.Patience;
import org.hextet.tck.expect.Shown;
import org.jspecify.annotations.Nullable;

/**
 * How a check waits, and says what is wrong: waits that end, and words for what was seen. Methods that wait may be
 * called from any thread but a reactor's.
 */
public abstract sealed class Expectations permits Rig {

    Expectations() {}

    /** The reactors on whose threads nobody may wait. */
    abstract List<Reactor> reactors();

    /** As the provider under test speaks of itself. */
    abstract String providerName();

    // Waiting.

    /**
     * Waits for a pending to succeed.
     *
     * @param pending awaited
     * @param <T> what it yields
     * @return what it yields; if it fails, or not in time, the check fails
     */
    public <T> T await(Pending<T> pending) {
        try {
            return await((CompletionStage<T>) pending, "a pending to complete");
        } catch (StageFailure failed) {
            throw new CheckFailure("a pending failed: " + failed.getCause(), failed.getCause());
        }
    }

    /**
     * Waits for a pending to fail.
     *
     * @param pending awaited
     * @return the failure itself; if it succeeds, or is not done in time, the check fails
     */
    public Throwable awaitFailure(Pending<?> pending) {
        try {
            Object value = await((CompletionStage<?>) pending, "a pending to fail");
            throw new CheckFailure("a pending succeeded with " + Shown.text(value) + ", expected a failure");
        } catch (StageFailure failed) {
            return failed.failure();
        }
    }

    /**
     * Waits for a pending to fail.
     *
     * @param what the operation is, for the failure's text: {@code a connect to a taken port}
     * @param pending awaited
     * @return the failure itself; if it succeeds, or is not done in time, the check fails
     */
    public Throwable awaitFailure(String what, Pending<?> pending) {
        try {
            await((CompletionStage<?>) pending, what + " to fail");
        } catch (StageFailure failed) {
            return failed.failure();
        }
        throw new CheckFailure(what + " succeeded, expected a failure");
    }

    /**
     * Waits for a stage or future to succeed.
     *
     * @param stage awaited
     * @param what it is, for the failure's text
     * @param <T> what it yields
     * @return what it yields; if it fails, or not in time, the check fails
     */
    public <T> T await(CompletionStage<T> stage, String what) {
        // A value or a failure, never a failed future: how those report a cancellation differs between JDKs.
        CompletableFuture<Ending<T>> ending = new CompletableFuture<>();
        stage.whenComplete((value, failure) -> ending.complete(new Ending<>(value, failure)));
        Ending<T> end = await((Future<Ending<T>>) ending, what);
        if (end.failure != null) {
            throw new StageFailure(what, end.failure);
        }
        return end.value;
    }

    /**
     * Waits for a future to succeed.
     *
     * @param future awaited
     * @param what it is, for the failure's text
     * @param <T> what it yields
     * @return what it yields; if it fails, or not in time, the check fails
     */
    public <T> T await(Future<T> future, String what) {
        refuseOnLoop(what);
        Duration guard = Patience.guard();
        try {
            return future.get(guard.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            throw new CheckFailure("waited " + Patience.text(guard) + " for " + what, late);
        } catch (ExecutionException failed) {
            throw new StageFailure(what, Objects.requireNonNull(failed.getCause()));
        } catch (CancellationException cancelled) {
            throw new StageFailure(what, cancelled);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CheckFailure("interrupted while waiting for " + what, interrupted);
        }
    }

    /**
     * Waits for a latch.
     *
     * @param latch awaited
     * @param what opens it, for the failure's text
     */
    public void await(CountDownLatch latch, String what) {
        refuseOnLoop(what);
        Duration guard = Patience.guard();
        try {
            if (!latch.await(guard.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new CheckFailure(
                        "waited " + Patience.text(guard) + " for " + what + "; missing " + latch.getCount());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CheckFailure("interrupted while waiting for " + what, interrupted);
        }
    }

    /**
     * Looks again and again until something holds: only for what tells nobody, such as a table in /proc.
     *
     * @param what it is, for the failure's text
     * @param holds looks
     */
    public void until(String what, BooleanSupplier holds) {
        Duration guard = Patience.guard();
        long deadline = System.nanoTime() + guard.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() - deadline >= 0) {
                throw new CheckFailure("waited " + Patience.text(guard) + " until " + what);
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    /**
     * Runs something on a reactor's thread and waits for it.
     *
     * @param reactor whose thread
     * @param task what to run
     * @param <T> what it yields
     * @return what it yielded; what it threw fails the check
     */
    public <T> T onLoop(Reactor reactor, Callable<T> task) {
        CompletableFuture<T> done = new CompletableFuture<>();
        reactor.execute(() -> {
            try {
                done.complete(task.call());
            } catch (Throwable thrown) {
                done.completeExceptionally(thrown);
            }
        });
        try {
            return await((Future<T>) done, "a task to run on the reactor's thread");
        } catch (StageFailure failed) {
            if (failed.failure() instanceof CheckFailure told) {
                throw told;
            }
            throw failed;
        }
    }

    /**
     * Runs something on a reactor's thread and waits for it.
     *
     * @param reactor whose thread
     * @param action what to run
     */
    public void runOnLoop(Reactor reactor, Action action) {
        onLoop(reactor, () -> {
            action.run();
            return true;
        });
    }

    /**
     * Waits for turns of a loop to pass: what was due before has happened then.
     *
     * @param reactor whose loop
     * @param turns how many; two show that nothing more comes of what is already there
     */
    public void turns(Reactor reactor, int turns) {
        for (int turn = 0; turn < turns; turn++) {
            onLoop(reactor, () -> true);
        }
    }

    // What was seen. The texts become the FAIL: "TCP-009 MUST FAIL on nio: the accepted peer is fe80::2, expected
    // fe80::2%veth1".

    /**
     * Ends the check as NOT_RUN: the environment lacks something.
     *
     * @param why what it lacks
     * @return never; to be thrown where the compiler wants it
     */
    public RuntimeException notRun(String why) {
        throw new NotRunException(why);
    }

    /**
     * Fails.
     *
     * @param sentence what was seen and what was expected, without a full stop
     * @return never; to be thrown where the compiler wants it
     */
    public AssertionError fail(String sentence) {
        throw new CheckFailure(sentence);
    }

    /**
     * Fails.
     *
     * @param what the thing looked at, for example {@code the accepted peer}
     * @param expected what the rule says
     * @param seen what it is
     * @return never; to be thrown where the compiler wants it
     */
    public AssertionError fail(String what, Object expected, Object seen) {
        throw new CheckFailure(what + " is " + Shown.text(seen) + ", expected " + Shown.text(expected));
    }

    /**
     * Fails unless it is so.
     *
     * @param isSo what must hold
     * @param otherwise what is wrong if it does not, as a sentence without a full stop
     */
    public void expect(boolean isSo, String otherwise) {
        if (!isSo) {
            throw new CheckFailure(otherwise);
        }
    }

    /**
     * Fails unless they are equal. Addresses are compared by {@link #expectSameAddress}.
     *
     * @param what the thing looked at
     * @param expected what the rule says
     * @param seen what it is
     */
    public void expectEqual(String what, Object expected, Object seen) {
        if (expected instanceof byte[] bytes && seen instanceof byte[] others) {
            expectEqualBytes(what, bytes, others);
        } else if (!expected.equals(seen)) {
            fail(what, expected, seen);
        }
    }

    /** Of many bytes only those are shown where they begin to differ. */
    private void expectEqualBytes(String what, byte[] expected, byte[] seen) {
        int differs = Arrays.mismatch(expected, seen);
        if (differs < 0) {
            return;
        }
        if (Math.max(expected.length, seen.length) <= Shown.MOST_BYTES) {
            fail(what, expected, seen);
        }
        throw new CheckFailure(what + " is " + bytesFrom(seen, differs) + ", expected " + bytesFrom(expected, differs));
    }

    private static String bytesFrom(byte[] bytes, int begin) {
        int end = Math.min(bytes.length, begin + 8);
        return "from byte " + begin + " on "
                + (begin == end ? "nothing" : Arrays.toString(Arrays.copyOfRange(bytes, begin, end))) + ", of "
                + bytes.length;
    }

    /**
     * Fails unless bytes, family, zone and port are the same.
     *
     * @param what the thing looked at
     * @param expected what the rule says
     * @param seen what it is
     */
    public void expectSameAddress(String what, InetSocketAddress expected, InetSocketAddress seen) {
        if (seen.isUnresolved()
                || expected.getPort() != seen.getPort()
                || !same(expected.getAddress(), seen.getAddress())) {
            fail(what, expected, seen);
        }
    }

    /**
     * Fails unless bytes, family and zone are the same.
     *
     * @param what the thing looked at
     * @param expected what the rule says
     * @param seen what it is
     */
    public void expectSameAddress(String what, InetAddress expected, InetAddress seen) {
        if (!same(expected, seen)) {
            fail(what, expected, seen);
        }
    }

    private static boolean same(InetAddress one, InetAddress other) {
        return one.getClass() == other.getClass() && AddressKey.sameAddress(one, other);
    }

    /**
     * Fails unless it is a failure of that kind and JDK type, with words for people.
     *
     * @param what the thing looked at, for example {@code the failure of the connect}
     * @param kind what the rule says
     * @param type the JDK exception that a user would catch
     * @param seen what it is
     * @return the same
     */
    public NetworkFailure expectFailure(
            String what, FailureKind kind, Class<? extends Throwable> type, Throwable seen) {
        if (!(seen instanceof NetworkFailure failure)) {
            throw new CheckFailure(
                    what + " is " + Shown.text(seen) + ", expected a NetworkFailure of kind " + kind, seen);
        }
        if (failure.kind() != kind) {
            throw new CheckFailure(
                    what + " is of kind " + failure.kind() + " (" + Shown.text(seen) + "), expected " + kind, seen);
        }
        if (!type.isInstance(seen)) {
            throw new CheckFailure(what + " is " + Shown.text(seen) + ", expected a " + type.getName(), seen);
        }
        expectWords(what, seen);
        return failure;
    }

    /**
     * Fails unless the message is one line for people (ERR-016): names the operation, no {@code null}, no address as
     * {@code /127.0.0.1}, no bare errno, and has the facts.
     *
     * @param what the thing looked at
     * @param seen the failure
     * @param facts texts that its message must contain, ignoring case
     */
    public void expectWords(String what, Throwable seen, String... facts) {
        FailureText.flaw(seen).ifPresent(flaw -> {
            throw new CheckFailure("the message of " + what + " " + flaw + ": " + Shown.text(seen), seen);
        });
        String message = String.valueOf(seen.getMessage());
        for (String fact : facts) {
            if (!message.toLowerCase(Locale.ROOT).contains(fact.toLowerCase(Locale.ROOT))) {
                throw new CheckFailure("the message of " + what + " lacks \"" + fact + "\": \"" + message + "\"", seen);
            }
        }
    }

    /**
     * Fails unless the action throws that, in the calling thread.
     *
     * @param type what must be thrown
     * @param what the action is, for example {@code listening on a name}
     * @param action what to do
     * @param <T> what must be thrown
     * @return what was thrown
     */
    public <T extends Throwable> T expectThrown(Class<T> type, String what, Action action) {
        try {
            action.run();
        } catch (Throwable thrown) {
            if (type.isInstance(thrown)) {
                return type.cast(thrown);
            }
            throw new CheckFailure(what + " threw " + Shown.text(thrown) + ", expected " + oneOf(type), thrown);
        }
        throw new CheckFailure(what + " threw nothing, expected " + oneOf(type));
    }

    private static String oneOf(Class<?> type) {
        String name = type.getSimpleName();
        return ("AEIOU".indexOf(name.charAt(0)) < 0 ? "a " : "an ") + name;
    }

    /**
     * Fails unless the operation ends with a failure before any packet: thrown at the call, or as a failed pending.
     *
     * @param what the operation is
     * @param operation starts it
     * @return what was thrown, or what the pending failed with
     */
    public Throwable expectRefused(String what, Callable<? extends Pending<?>> operation) {
        Pending<?> pending;
        try {
            pending = operation.call();
        } catch (Exception thrown) {
            return thrown;
        }
        try {
            Object value = await((CompletionStage<?>) pending, what + " to fail");
            throw new CheckFailure(what + " succeeded with " + value + ", expected a failure before any packet");
        } catch (StageFailure failed) {
            return failed.failure();
        }
    }

    /**
     * Fails unless the action throws an {@link UnsupportedOperationException} that names the capability and the
     * provider.
     *
     * @param capability which is absent
     * @param what the action is
     * @param action what to do
     */
    public void expectUnsupported(String capability, String what, Action action) {
        UnsupportedOperationException thrown = expectThrown(UnsupportedOperationException.class, what, action);
        expectWords("what " + what + " threw", thrown, new Capability(capability).name(), providerName());
    }

    /** A check that waits on the loop waits for itself: better said at once than after the guard. */
    private void refuseOnLoop(String what) {
        if (reactors().stream().anyMatch(Reactor::inReactor)) {
            throw new CheckFailure(
                    "the check waits for " + what + " on the reactor's own thread: a mistake of the check");
        }
    }

    /** How a stage ended: with a value, unless there is a failure. */
    private record Ending<T>(T value, @Nullable Throwable failure) {}

    /** A stage that was to succeed has failed. */
    private static final class StageFailure extends RuntimeException {

        private static final long serialVersionUID = 1L;

        StageFailure(String what, Throwable cause) {
            super("waited for " + what + ": " + Shown.text(cause), cause);
        }

        Throwable failure() {
            return Objects.requireNonNull(getCause());
        }
    }
}
