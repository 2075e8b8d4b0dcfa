"""What is wrong with an image: its posture, its packages, and the vulnerabilities that scanners and advisories know of."""
