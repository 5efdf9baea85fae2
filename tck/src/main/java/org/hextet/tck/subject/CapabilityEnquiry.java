package org.hextet.tck.subject;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.hextet.api.spi.Provider;
import org.hextet.tck.expect.Guarded;
import org.hextet.tck.expect.HungException;

/**
 * Providers asked for their capabilities. Checks ask again and again: one that cannot be asked is broken, and no check
 * is run on it.
 */
final class CapabilityEnquiry {

    /** A provider, each time another object, may be looked for often in a run: one that hangs costs one guard. */
    private record Implementation(Class<?> type, String name) {}

    private static final Map<Implementation, String> HANGING = new ConcurrentHashMap<>();

    private CapabilityEnquiry() {}

    /**
     * Why a provider cannot be opened.
     *
     * @param known what is known of that before it is asked
     * @param provider to ask, unless it could not even be made
     * @return empty if it can
     */
    static Optional<String> problem(Optional<String> known, Optional<? extends Provider> provider) {
        return known.isPresent() ? known : provider.flatMap(CapabilityEnquiry::problem);
    }

    private static Optional<String> problem(Provider provider) {
        Implementation implementation = new Implementation(provider.getClass(), provider.name());
        String hung = HANGING.get(implementation);
        if (hung != null) {
            return Optional.of(hung);
        }
        try {
            Objects.requireNonNull(
                    Guarded.call("asking " + provider.name() + " for its capabilities", provider::capabilities),
                    "the list is null");
            return Optional.empty();
        } catch (HungException hanging) {
            String why = "broken: " + hanging.getMessage();
            HANGING.put(implementation, why);
            return Optional.of(why);
        } catch (RuntimeException | LinkageError thrown) {
            return Optional.of("broken: asked for its capabilities it threw " + thrown);
        }
    }
}
