print("trunkctl")
