package org.hextet.adapters.lookup;

import com.google.auto.service.AutoService;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.List;

/**
 * Puts the answers of the JVM's own resolver in the order of RFC 6724, section 6, for every
 * {@link java.net.InetAddress#getAllByName} of the process. So programs that take the first address get the one that
 * fits this host best; without it the JDK puts IPv4 first wherever it stands.
 *
 * <p>The order counts for more than {@code java.net.preferIPv6Addresses}; {@code java.net.preferIPv4Stack} goes on to
 * leave out IPv6.
 *
 * <p>With {@code jdk.net.hosts.file} the JDK asks no provider at all.
 *
 * <p>A JVM has one provider: the first that {@link java.util.ServiceLoader} finds. If there are others, it is said in
 * the log ({@link System.Logger} of this package) that they are not asked; whether this one is,
 * {@link InstalledProviders} tells.
 */
@AutoService(InetAddressResolverProvider.class)
@SuppressWarnings("exports") // The annotations of auto-service are wanted at compile time only
public final class OrderedResolverProvider extends InetAddressResolverProvider {

    /** Made by the JDK, at the first lookup. */
    public OrderedResolverProvider() {}

    @Override
    public String name() {
        return "hextet";
    }

    @Override
    public InetAddressResolver get(Configuration configuration) {
        List<String> others = InstalledProviders.inOrder().stream()
                .filter(name -> !name.equals(OrderedResolverProvider.class.getName()))
                .toList();
        if (!others.isEmpty()) {
            System.getLogger(OrderedResolverProvider.class.getPackageName())
                    .log(
                            System.Logger.Level.WARNING,
                            "lookups of this JVM go through " + OrderedResolverProvider.class.getName()
                                    + "; a JVM has one such provider, so these are not asked: "
                                    + String.join(", ", others));
        }
        return new OrderedResolver(configuration.builtinResolver());
    }
}
