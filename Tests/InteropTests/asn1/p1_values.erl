%% Random values of the types in P1.asn1, and the tables that take the place of X.411's information object sets.
-module(p1_values).
-export([value/1, canonical/1, carried/2]).
-import(random_values, [perhaps/3, some/3, either/1, number/2, text/2, digits/2, teletex/2, bmp/2, universal/2, utc_time/0,
                        bits/2, octets/2, oid/0, opaque/0]).

%% A value as asn1ct's maps have it.
value('BindInvoke') -> value('MTABindArgument');
value('BindResult') -> value('MTABindResult');
value('BindError') -> value('MTABindError');
value('MTABindArgument') ->
    either([fun() -> {unauthenticated, 'NULL'} end,
            fun() ->
                {authenticated,
                 perhaps('security-context', fun() -> some(1, 3, fun security_label/0) end,
                       #{'initiator-name' => text(1, 32), 'initiator-credentials' => credentials()})}
            end]);
value('MTABindResult') ->
    either([fun() -> {unauthenticated, 'NULL'} end,
            fun() ->
                {authenticated, #{'responder-name' => text(1, 32), 'responder-credentials' => credentials()}}
            end]);
value('MTABindError') -> number(0, 256);
value('TransferredAPDU') ->
    perhaps('direct-reference', fun random_values:oid/0,
          #{'indirect-reference' => 2 * number(0, 63) + 1, 'single-ASN1-type' => value('MTS-APDU')});
value('MTS-APDU') ->
    either([fun() -> {message, value('MessageAPDU')} end, fun() -> {report, value('ReportAPDU')} end,
            fun() -> {probe, value('ProbeAPDU')} end]);
value('MessageAPDU') -> #{envelope => value('MessageTransferEnvelope'), content => octets(0, 300)};
value('ReportAPDU') -> #{envelope => value('ReportTransferEnvelope'), content => value('ReportTransferContent')};
value('ProbeAPDU') -> value('ProbeTransferEnvelope');
value('MessageTransferEnvelope') ->
    perhaps(priority, fun() -> either([normal, 'non-urgent', urgent]) end,
    perhaps('deferred-delivery-time', fun random_values:utc_time/0,
          (subject())#{'message-identifier' => identifier(),
                       'per-recipient-fields' => some(1, 3, fun recipient/0)}));
value('ProbeTransferEnvelope') ->
    perhaps('content-length', fun() -> number(0, 2147483647) end,
          (subject())#{'probe-identifier' => identifier(),
                       'per-recipient-fields' => some(1, 3, fun recipient/0)});
value('ReportTransferEnvelope') ->
    extensions(#{'report-identifier' => identifier(), 'report-destination-name' => name(),
                 'trace-information' => some(1, 3, fun trace/0)});
value('ReportTransferContent') ->
    perhaps('subject-intermediate-trace-information', fun() -> some(1, 3, fun trace/0) end,
    perhaps('original-encoded-information-types', fun types/0,
    perhaps('content-type', fun content_type/0,
    perhaps('content-identifier', fun() -> text(1, 16) end,
    %% None at all are the same as no returned content.
    perhaps('returned-content', fun() -> octets(1, 300) end,
    perhaps('additional-information', fun random_values:opaque/0,
    extensions(#{'subject-identifier' => identifier(),
                 'per-recipient-fields' => some(1, 3, fun reported/0)})))))));
value('ORName') -> name().

subject() ->
    perhaps('original-encoded-information-types', fun types/0,
    perhaps('content-identifier', fun() -> text(1, 16) end,
    perhaps('per-message-indicators', fun() -> bits(1, 8) end,
    perhaps('per-domain-bilateral-information', fun() -> some(1, 2, fun bilateral/0) end,
    extensions(#{'originator-name' => name(), 'content-type' => content_type(),
                 'trace-information' => some(1, 3, fun trace/0)}))))).

recipient() ->
    perhaps('explicit-conversion', fun() -> number(0, 256) end,
    extensions(#{'recipient-name' => name(), 'originally-specified-recipient-number' => number(1, 32767),
                 'per-recipient-indicators' => bits(8, 16)})).

reported() ->
    perhaps('originally-intended-recipient-name', fun name/0,
    perhaps('supplementary-information', fun() -> text(1, 256) end,
    extensions(#{'actual-recipient-name' => name(), 'originally-specified-recipient-number' => number(1, 32767),
                 'per-recipient-indicators' => bits(8, 16),
                 'last-trace-information' =>
                     perhaps('converted-encoded-information-types', fun types/0,
                           #{'arrival-time' => utc_time(), 'report-type' => report_type()})}))).

report_type() ->
    either([fun() ->
                {delivery, perhaps('type-of-MTS-user', fun() -> number(0, 6) end, #{'message-delivery-time' => utc_time()})}
            end,
            fun() ->
                {'non-delivery', perhaps('non-delivery-diagnostic-code', fun() -> number(0, 32767) end,
                                       #{'non-delivery-reason-code' => number(0, 32767)})}
            end]).

identifier() -> #{'global-domain-identifier' => domain(), 'local-identifier' => text(1, 32)}.

domain() ->
    perhaps('private-domain-identifier', fun() -> numeric_or_printable(1, 16) end,
          #{'country-name' => country(), 'administration-domain-name' => numeric_or_printable(0, 16)}).

country() -> either([fun() -> {'x121-dcc-code', digits(3, 3)} end, fun() -> {'iso-3166-alpha2-code', text(2, 2)} end]).

numeric_or_printable(Least, Most) ->
    either([fun() -> {numeric, digits(Least, Most)} end, fun() -> {printable, text(Least, Most)} end]).

content_type() ->
    either([fun() -> {'built-in', number(0, 32767)} end, fun() -> {extended, random_values:relative_oid()} end,
            fun() -> {'extended-1988', oid()} end]).

types() ->
    perhaps('g3-facsimile', fun() -> bits(0, 80) end,
    perhaps(teletex, fun() ->
              perhaps('graphic-character-sets', fun() -> teletex(0, 8) end,
              perhaps('page-formats', fun() -> octets(0, 8) end,
              perhaps('private-use', fun() -> octets(0, 8) end, #{})))
          end,
    perhaps('extended-encoded-information-types', fun() -> some(1, 3, fun random_values:oid/0) end,
          #{'built-in-encoded-information-types' => bits(0, 32)}))).

bilateral() ->
    #{'country-name' => country(), 'bilateral-information' => opaque(),
      domain => either([fun() -> {'administration-domain-name', numeric_or_printable(0, 16)} end,
                        fun() ->
                            {'private-domain', #{'administration-domain-name' => numeric_or_printable(0, 16),
                                                 'private-domain-identifier' => numeric_or_printable(1, 16)}}
                        end])}.

trace() ->
    #{'global-domain-identifier' => domain(),
      'domain-supplied-information' => perhaps('attempted-domain', fun domain/0, supplied())}.

internal_trace() ->
    Attempted = fun() -> either([fun() -> {mta, text(1, 32)} end, fun() -> {domain, domain()} end]) end,
    #{'global-domain-identifier' => domain(), 'mta-name' => text(1, 32),
      'mta-supplied-information' => perhaps(attempted, Attempted, supplied())}.

supplied() ->
    perhaps('deferred-time', fun random_values:utc_time/0,
    perhaps('converted-encoded-information-types', fun types/0,
    perhaps('other-actions', fun() -> bits(1, 16) end,
          #{'arrival-time' => utc_time(), 'routing-action' => either([relayed, rerouted])}))).

credentials() ->
    either([fun() -> {'ia5-string', text(0, 62)} end, fun() -> {'octet-string', octets(0, 62)} end,
            fun() ->
                {strong, perhaps('bind-token', fun random_values:opaque/0,
                         perhaps(certificate, fun random_values:opaque/0, #{}))}
            end]).

security_label() ->
    perhaps('security-policy-identifier', fun random_values:oid/0,
    perhaps('security-classification', fun() -> number(0, 256) end,
    perhaps('privacy-mark', fun() -> text(1, 128) end, #{}))).

%% Extension fields, each type at most once.

extensions(Map) -> perhaps(extensions, fun() -> extension_fields(number(1, 3), []) end, Map).

extension_fields(0, _) -> [];
extension_fields(Count, Used) ->
    Type = either([fun() -> {'standard-extension', number(1, 46)} end,
                   fun() -> {'private-extension', oid()} end]),
    case lists:member(Type, Used) of
        true -> extension_fields(Count, Used);
        false ->
            Field = perhaps(criticality, fun() -> bits(1, 16) end, extension_value(Type, #{type => Type})),
            [Field | extension_fields(Count - 1, [Type | Used])]
    end.

extension_value({'standard-extension', Number}, Map) ->
    case extension_type(Number) of
        none -> perhaps(value, fun random_values:opaque/0, Map);
        Type -> Map#{value => encoding(Type, value_of(Type))}
    end;
extension_value(_, Map) -> perhaps(value, fun random_values:opaque/0, Map).

%% X.411: extensions whose values have their types here.
extension_type(Type) when Type =:= 1; Type =:= 3; Type =:= 4; Type =:= 7; Type =:= 8; Type =:= 21; Type =:= 22 ->
    'Prohibited';
extension_type(Type) when Type =:= 2; Type =:= 27; Type =:= 31 -> 'ORName';
extension_type(5) -> 'Time';
extension_type(6) -> 'RequestedDeliveryMethod';
extension_type(9) -> 'PhysicalDeliveryModes';
extension_type(Type) when Type =:= 10; Type =:= 14 -> 'IntegerOption';
extension_type(11) -> 'RecipientNumberForAdvice';
extension_type(12) -> 'PhysicalRenditionAttributes';
extension_type(13) -> 'ORAddress';
extension_type(23) -> 'ContentCorrelator';
extension_type(25) -> 'RedirectionHistory';
extension_type(Type) when Type =:= 26; Type =:= 30 -> 'DLExpansionHistory';
extension_type(37) -> 'TraceInformation';
extension_type(38) -> 'InternalTraceInformation';
extension_type(39) -> 'ReportingMTAName';
extension_type(42) -> 'DLExemptedRecipients';
extension_type(_) -> none.

%% X.411: extension attributes.
attribute_type(1) -> 'CommonName';
attribute_type(4) -> 'TeletexPersonalName';
attribute_type(5) -> 'TeletexOrganizationalUnitNames';
attribute_type(6) -> 'TeletexDomainDefinedAttributes';
attribute_type(7) -> 'CommonName';
attribute_type(8) -> 'PhysicalDeliveryCountryName';
attribute_type(9) -> 'PostalCode';
attribute_type(16) -> 'UnformattedPostalAddress';
attribute_type(22) -> 'ExtendedNetworkAddress';
attribute_type(23) -> 'TerminalType';
attribute_type(26) -> 'UniversalPersonalName';
attribute_type(27) -> 'UniversalOrganizationalUnitNames';
attribute_type(28) -> 'UniversalDomainDefinedAttributes';
attribute_type(Type) when Type =:= 2; Type =:= 3 -> 'TeletexName';
attribute_type(Type) when Type >= 10, Type =< 21 -> 'PDSParameter';
attribute_type(Type) when Type >= 24, Type =< 40 -> 'UniversalOrBMPString';
attribute_type(_) -> none.

%% O/R names.

name() ->
    perhaps('built-in-domain-defined-attributes',
          fun() -> some(1, 4, fun() -> #{type => text(1, 8), value => text(1, 128)} end) end,
    perhaps('extension-attributes', fun() -> attributes(number(1, 3), []) end,
    perhaps('directory-name', fun directory_name/0, #{'built-in-standard-attributes' => standard_attributes()}))).

directory_name() ->
    Attribute = fun() -> #{type => oid(), value => opaque()} end,
    {rdnSequence, some(0, 3, fun() -> some(1, 1, Attribute) end)}.

standard_attributes() ->
    perhaps('country-name', fun country/0,
    perhaps('administration-domain-name', fun() -> numeric_or_printable(0, 16) end,
    perhaps('network-address', fun() -> digits(1, 16) end,
    perhaps('terminal-identifier', fun() -> text(1, 24) end,
    perhaps('private-domain-name', fun() -> numeric_or_printable(1, 16) end,
    perhaps('organization-name', fun() -> text(1, 64) end,
    perhaps('numeric-user-identifier', fun() -> digits(1, 32) end,
    perhaps('personal-name', fun() -> personal_name(fun random_values:text/2) end,
    perhaps('organizational-unit-names', fun() -> some(1, 4, fun() -> text(1, 32) end) end, #{}))))))))).

personal_name(Text) ->
    perhaps('given-name', fun() -> Text(1, 16) end,
    perhaps(initials, fun() -> Text(1, 5) end,
    perhaps('generation-qualifier', fun() -> Text(1, 3) end, #{surname => Text(1, 40)}))).

attributes(0, _) -> [];
attributes(Count, Used) ->
    Type = either([fun() -> number(1, 40) end, fun() -> number(0, 256) end]),
    case lists:member(Type, Used) of
        true -> attributes(Count, Used);
        false ->
            Value = case attribute_type(Type) of
                        none -> opaque();
                        Name -> encoding(Name, value_of(Name))
                    end,
            [#{'extension-attribute-type' => Type, 'extension-attribute-value' => Value}
             | attributes(Count - 1, [Type | Used])]
    end.

%% Values of extensions and of attributes.

value_of('Prohibited') -> either([allowed, prohibited]);
value_of('ORName') -> name();
value_of('Time') -> utc_time();
value_of('RequestedDeliveryMethod') -> some(1, 3, fun() -> number(0, 9) end);
value_of('PhysicalDeliveryModes') -> bits(0, 8);
value_of('IntegerOption') -> number(0, 256);
value_of('RecipientNumberForAdvice') -> teletex(1, 32);
value_of('PhysicalRenditionAttributes') -> oid();
value_of('ORAddress') -> maps:remove('directory-name', name());
value_of('DLExemptedRecipients') -> some(1, 2, fun name/0);
value_of('ContentCorrelator') -> either([fun() -> {ia5text, text(0, 60)} end, fun() -> {octets, octets(0, 60)} end]);
value_of('RedirectionHistory') ->
    some(1, 2, fun() ->
        #{'intended-recipient-name' => #{'intended-recipient' => name(), 'redirection-time' => utc_time()},
          'redirection-reason' => either(['recipient-assigned-alternate-recipient', 'directory-look-up', alias])}
    end);
value_of('DLExpansionHistory') -> some(1, 2, fun() -> #{dl => name(), 'dl-expansion-time' => utc_time()} end);
value_of('TraceInformation') -> some(1, 2, fun trace/0);
value_of('InternalTraceInformation') -> some(1, 3, fun internal_trace/0);
value_of('ReportingMTAName') ->
    perhaps('mta-directory-name', fun directory_name/0, #{domain => domain(), 'mta-name' => text(1, 32)});
value_of('CommonName') -> text(1, 16);
value_of('TeletexName') -> teletex(1, 64);
value_of('TeletexPersonalName') -> personal_name(fun random_values:teletex/2);
value_of('TeletexOrganizationalUnitNames') -> some(1, 4, fun() -> teletex(1, 32) end);
value_of('TeletexDomainDefinedAttributes') ->
    some(1, 4, fun() -> #{type => teletex(1, 8), value => teletex(1, 128)} end);
value_of('UniversalOrBMPString') -> universal_or_bmp(1, 30);
value_of('UniversalPersonalName') -> personal_name(fun universal_or_bmp/2);
value_of('UniversalOrganizationalUnitNames') -> some(1, 4, fun() -> universal_or_bmp(1, 32) end);
value_of('UniversalDomainDefinedAttributes') ->
    some(1, 4, fun() -> #{type => universal_or_bmp(1, 8), value => universal_or_bmp(1, 128)} end);
value_of('PhysicalDeliveryCountryName') -> country();
value_of('PostalCode') ->
    either([fun() -> {'numeric-code', digits(1, 16)} end, fun() -> {'printable-code', text(1, 16)} end]);
value_of('PDSParameter') ->
    perhaps('printable-string', fun() -> text(1, 30) end, perhaps('teletex-string', fun() -> teletex(1, 30) end, #{}));
value_of('UnformattedPostalAddress') ->
    perhaps('printable-address', fun() -> some(1, 6, fun() -> text(1, 30) end) end,
    perhaps('teletex-string', fun() -> teletex(1, 180) end, #{}));
value_of('ExtendedNetworkAddress') ->
    either([fun() ->
                {'e163-4-address', perhaps('sub-address', fun() -> digits(1, 40) end, #{number => digits(1, 15)})}
            end,
            fun() ->
                {'psap-address',
                 perhaps(pSelector, fun() -> octets(1, 4) end,
                       #{nAddresses => some(1, 2, fun() -> octets(1, 16) end)})}
            end]);
value_of('TerminalType') -> number(0, 256).

universal_or_bmp(Least, Most) ->
    perhaps('iso-639-language-code', fun() -> text(2, 2) end,
          #{'character-encoding' =>
                either([fun() -> {'two-octets', bmp(Least, Most)} end,
                        fun() -> {'four-octets', universal(Least, Most)} end])}).

encoding(Type, Value) ->
    {ok, Octets} = 'P1':encode(Type, Value),
    Octets.

%% What Trunkline carries of a value: all, but for the transfer syntax that an EXTERNAL around an APDU may name.
carried('TransferredAPDU', Value) -> maps:remove('direct-reference', Value);
carried(_, Value) -> Value.

%% The same value, each open type that a table knows decoded and encoded again: an error where it is not of its type.
canonical(#{'extension-attribute-type' := Type, 'extension-attribute-value' := Value} = Map) ->
    Map#{'extension-attribute-value' := canonical(attribute_type(Type), Value)};
canonical(#{type := {'standard-extension', Number}, value := Value} = Map) ->
    Map#{value := canonical(extension_type(Number), Value)};
canonical(Map) when is_map(Map) -> maps:map(fun(_, Value) -> canonical(Value) end, Map);
canonical({Name, Value}) when is_atom(Name) -> {Name, canonical(Value)};
canonical(List) when is_list(List) -> [canonical(Item) || Item <- List];
canonical(Value) -> Value.

canonical(none, Value) -> Value;
canonical(Type, Value) ->
    case 'P1':decode(Type, Value) of
        {ok, Decoded} -> encoding(Type, canonical(Decoded));
        {error, Reason} -> throw({Type, Reason})
    end.
