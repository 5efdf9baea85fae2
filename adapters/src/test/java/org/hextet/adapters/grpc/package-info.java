@NullMarked
package org.hextet.adapters.grpc;

import org.jspecify.annotations.NullMarked;
