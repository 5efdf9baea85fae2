/**
 * For those who provide: transports ({@link org.hextet.api.spi.ReactorProvider}), resolvers
 * ({@link org.hextet.api.spi.ResolverProvider}), endpoint schemes ({@link org.hextet.api.spi.EndpointScheme}) and
 * connecting by name ({@link org.hextet.api.spi.NameConnector}); and how they are found
 * ({@link org.hextet.api.spi.Discovery}).
 */
@NullMarked
package org.hextet.api.spi;

import org.jspecify.annotations.NullMarked;
