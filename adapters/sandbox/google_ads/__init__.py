"""Google Ads over its real wire protocol: gRPC under TLS, with its OAuth endpoints over HTTP."""
