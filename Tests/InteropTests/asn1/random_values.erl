%% Random values of the simple types, in the forms in which asn1ct takes them.
-module(random_values).
-export([perhaps/3, some/3, either/1, number/2, text/2, digits/2, teletex/2, bmp/2, universal/2, utc_time/0, bits/2,
         octets/2, oid/0, relative_oid/0, opaque/0]).

%% The map with a further component, or without.
perhaps(Key, Make, Map) ->
    case rand:uniform(3) of
        1 -> Map#{Key => Make()};
        _ -> Map
    end.

some(Least, Most, Make) -> [Make() || _ <- lists:seq(1, number(Least, Most))].

either(List) ->
    case lists:nth(rand:uniform(length(List)), List) of
        Make when is_function(Make) -> Make();
        Value -> Value
    end.

number(Least, Most) -> Least + rand:uniform(Most - Least + 1) - 1.

%% Mostly short; the greatest length now and then.
length_between(Least, Most) ->
    case rand:uniform(20) of
        1 -> Most;
        _ -> number(Least, min(Most, Least + 12))
    end.

text(Least, Most) -> string(Least, Most, "abcXYZ0123456789 '()+,-./:=?").
digits(Least, Most) -> string(Least, Most, "0123456789").

string(Least, Most, Alphabet) ->
    Letters = list_to_tuple(Alphabet),
    [element(rand:uniform(tuple_size(Letters)), Letters) || _ <- lists:seq(1, length_between(Least, Most))].

teletex(Least, Most) -> binary_to_list(octets(Least, Most)).

bmp(Least, Most) -> [{0, 0, number(0, 16#D7), number(0, 255)} || _ <- lists:seq(1, length_between(Least, Most))].

universal(Least, Most) ->
    [{0, number(1, 16#10), number(0, 255), number(0, 255)} || _ <- lists:seq(1, length_between(Least, Most))].

%% With and without seconds, in Z and with an offset.
utc_time() ->
    Time = io_lib:format("~2..0b~2..0b~2..0b~2..0b~2..0b",
                         [number(0, 99), number(1, 12), number(1, 28), number(0, 23), number(0, 59)]),
    Seconds = either(["", fun() -> io_lib:format("~2..0b", [number(0, 59)]) end]),
    Zone = either(["Z", fun() -> io_lib:format("~c~2..0b~2..0b", [either([$+, $-]), number(0, 11), number(0, 59)]) end]),
    lists:flatten([Time, Seconds, Zone]).

bits(Least, Most) ->
    Count = number(Least, Most),
    <<Bits:Count/bitstring, _/bitstring>> = rand:bytes(Count div 8 + 1),
    Bits.

octets(Least, Most) -> rand:bytes(length_between(Least, Most)).

oid() -> list_to_tuple([2, number(0, 200) | arcs()]).
relative_oid() -> list_to_tuple(arcs()).
arcs() -> some(1, 4, fun() -> either([fun() -> number(0, 127) end, fun() -> number(0, 1 bsl 63) end]) end).

%% The encoding of a value of a type that only its users know. Its tag is of the private class, so that `ber_forms` leaves
%% it as it is: what is carried untouched stays in the sender's form.
opaque() ->
    case rand:uniform(2) of
        1 ->
            Octets = octets(0, 40),
            <<16#C0, (byte_size(Octets)), Octets/binary>>;
        2 ->
            Octets = octets(0, 30),
            <<16#E1, (byte_size(Octets) + 2), 4, (byte_size(Octets)), Octets/binary>>
    end.
