/** For gRPC: targets of the scheme {@code hextet}. */
@NullMarked
package org.hextet.adapters.grpc;

import org.jspecify.annotations.NullMarked;
