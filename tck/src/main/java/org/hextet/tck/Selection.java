package org.hextet.tck;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.hextet.api.spi.ReactorProvider;
import org.hextet.api.spi.ResolverProvider;
import org.hextet.tck.matrix.Scope;

/**
 * Which rows to run, on which providers. Immutable; begin with {@link #everything()} and narrow it.
 *
 * @param transports names, with options if wanted ({@code epoll?busy-poll=50us}); empty: every one found. Narrows only
 *     the rows that have a transport
 * @param providers transports given as objects, which no {@link java.util.ServiceLoader} need find; rows that need a
 *     child JVM are NOT_RUN on them. If there are any and {@code transports} is empty, only these are run
 * @param resolverProviders resolvers given as objects, likewise
 * @param resolvers names, with options if wanted; empty: every one found. Narrows only the rows that have a resolver
 * @param areas names of areas, or their first words; empty: all
 * @param ids of rows; empty: all
 * @param scopes of rows
 */
public record Selection(
        List<String> transports,
        List<ReactorProvider> providers,
        List<ResolverProvider> resolverProviders,
        List<String> resolvers,
        Set<String> areas,
        Set<String> ids,
        Set<Scope> scopes) {

    /**
     * Copies the collections.
     *
     * @param transports as of the record
     * @param providers as of the record
     * @param resolverProviders as of the record
     * @param resolvers as of the record
     * @param areas as of the record
     * @param ids as of the record
     * @param scopes as of the record
     */
    public Selection {
        transports = List.copyOf(transports);
        providers = List.copyOf(providers);
        resolverProviders = List.copyOf(resolverProviders);
        resolvers = List.copyOf(resolvers);
        areas = Set.copyOf(areas);
        ids = Set.copyOf(ids);
        scopes = Set.copyOf(scopes);
    }

    /**
     * Every row, on every provider found.
     *
     * @return to be narrowed
     */
    public static Selection everything() {
        return new Selection(
                List.of(), List.of(), List.of(), List.of(), Set.of(), Set.of(), EnumSet.allOf(Scope.class));
    }

    /**
     * Narrowed to transports by name.
     *
     * @param names one or more
     * @return a changed copy
     */
    public Selection withTransports(List<String> names) {
        return new Selection(names, providers, resolverProviders, resolvers, areas, ids, scopes);
    }

    /**
     * With a transport given as an object.
     *
     * @param provider need not be registered
     * @return a changed copy
     */
    public Selection withProvider(ReactorProvider provider) {
        List<ReactorProvider> more = new ArrayList<>(providers);
        more.add(provider);
        return new Selection(transports, more, resolverProviders, resolvers, areas, ids, scopes);
    }

    /**
     * With a resolver given as an object.
     *
     * @param provider need not be registered
     * @return a changed copy
     */
    public Selection withResolverProvider(ResolverProvider provider) {
        List<ResolverProvider> more = new ArrayList<>(resolverProviders);
        more.add(provider);
        return new Selection(transports, providers, more, resolvers, areas, ids, scopes);
    }

    /**
     * Narrowed to resolvers by name.
     *
     * @param names one or more
     * @return a changed copy
     */
    public Selection withResolvers(List<String> names) {
        return new Selection(transports, providers, resolverProviders, names, areas, ids, scopes);
    }

    /**
     * Narrowed to areas.
     *
     * @param names of areas, or their first words
     * @return a changed copy
     */
    public Selection withAreas(Set<String> names) {
        return new Selection(transports, providers, resolverProviders, resolvers, names, ids, scopes);
    }

    /**
     * Narrowed to rows.
     *
     * @param wanted their ids
     * @return a changed copy
     */
    public Selection withIds(Set<String> wanted) {
        return new Selection(transports, providers, resolverProviders, resolvers, areas, wanted, scopes);
    }

    /**
     * Narrowed to rows of some scopes.
     *
     * @param wanted at least one
     * @return a changed copy
     */
    public Selection withScopes(Set<Scope> wanted) {
        return new Selection(transports, providers, resolverProviders, resolvers, areas, ids, wanted);
    }
}
