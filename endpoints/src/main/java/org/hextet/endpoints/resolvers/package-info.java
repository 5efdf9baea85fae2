/**
 * Resolvers made of others, and of none: {@link org.hextet.endpoints.resolvers.ResolverChain} asks one after the other,
 * {@link org.hextet.endpoints.resolvers.StaticNames} answers what it was told.
 */
@NullMarked
package org.hextet.endpoints.resolvers;

import org.jspecify.annotations.NullMarked;
