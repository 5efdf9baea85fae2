package org.hextet.endpoints.scripted;

import java.util.Objects;

/** What a failure says, for asserting facts in it; one that says nothing fails the test. */
public final class Words {

    private Words() {}

    public static String words(Throwable failure) {
        return Objects.requireNonNull(failure.getMessage(), "a failure without words");
    }

    public static Throwable cause(Throwable failure) {
        return Objects.requireNonNull(failure.getCause(), "a failure without cause");
    }
}
