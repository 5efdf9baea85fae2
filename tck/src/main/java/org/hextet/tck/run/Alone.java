package org.hextet.tck.run;

import java.util.Locale;
import java.util.OptionalLong;
import org.hextet.tck.matrix.Row;
import org.hextet.tck.subject.ProviderText;
import org.hextet.tck.subject.Subject;

/** Says how one row is run again without the others. */
@FunctionalInterface
public interface Alone {

    /**
     * What to type.
     *
     * @param row that failed
     * @param subject what it failed on
     * @return in one line
     */
    String text(Row row, Subject subject);

    /**
     * By a command: its first words, to which the row and the provider are added.
     *
     * @param words for example {@code hextet tck}
     * @param seed of the order, which is added too
     * @return says it for any row
     */
    static Alone byCommand(String words, OptionalLong seed) {
        return (row, subject) -> words + " --check " + row.id() + options(row, subject)
                + (seed.isPresent() ? " --shuffle " + seed.getAsLong() : "");
    }

    /**
     * In a test class.
     *
     * @return says it for any row
     */
    static Alone byTest() {
        return (row, subject) -> "Tck." + factory(row, subject) + ".withIds(\"" + row.id() + "\").tests()";
    }

    private static String options(Row row, Subject subject) {
        String transport =
                subject.transport().map(one -> " --transport " + one.text()).orElse("");
        String resolver =
                subject.resolver().map(one -> " --resolver " + one.text()).orElse("");
        return switch (row.scope()) {
            case HOUSE -> "";
            case TRANSPORT -> transport;
            // It runs on the standard transport, whichever is named.
            case RESOLVER -> resolver;
            case RESOLVER_ON_EACH_TRANSPORT -> transport + resolver;
        };
    }

    private static String factory(Row row, Subject subject) {
        return switch (row.scope()) {
            case HOUSE -> "forHouse()";
            case TRANSPORT ->
                "forTransport("
                        + subject.transport()
                                .map(one -> one.isService()
                                        ? quoted(one.text())
                                        : made(one.provider().orElseThrow()))
                                .orElse("")
                        + ")";
            case RESOLVER, RESOLVER_ON_EACH_TRANSPORT ->
                "forResolver("
                        + subject.resolver()
                                .map(one -> one.isService()
                                        ? quoted(one.text())
                                        : made(one.provider().orElseThrow()))
                                .orElse("")
                        + ")";
        };
    }

    private static String quoted(ProviderText text) {
        return String.format(Locale.ROOT, "\"%s\"", text);
    }

    private static String made(Object provider) {
        return "new " + provider.getClass().getSimpleName() + "(...)";
    }
}
