"""Google Ads, behind the ports of `application.platforms.port`, with the official client."""
