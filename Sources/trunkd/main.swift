print("trunkd")
