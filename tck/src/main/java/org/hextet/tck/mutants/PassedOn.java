package org.hextet.tck.mutants;

import java.util.function.BiConsumer;
import org.hextet.api.Promise;

/** What came of one pending comes of another one too, unless that one has ended already. */
final class PassedOn {

    private PassedOn() {}

    /** To be given to {@code whenComplete}. */
    static <T> BiConsumer<T, Throwable> to(Promise<T> promise) {
        return (value, failure) -> {
            if (failure == null) {
                promise.succeed(value);
            } else {
                promise.fail(failure);
            }
        };
    }
}
